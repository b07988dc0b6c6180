//! A name is one agency's on a day, a code for good; and days on which nothing can have been done.

use super::*;
use crate::kit::on_both;

/// What is wrong, each as path, code and sentence.
async fn told(verb: Verb<'_>) -> Vec<(String, String, String)> {
    let errors = verb.await.user_errors();
    errors.into_iter().map(|error| (error.path[1..].join("."), error.code, error.message)).collect()
}

fn taken(path: &str, message: &str) -> Vec<(String, String, String)> {
    vec![(path.to_owned(), "AGENCY_NAME_TAKEN".to_owned(), message.to_owned())]
}

on_both! {
    async fn no_successor_gets_a_name_that_another_bears(world: World) {
        let officer = home_affairs(&world).speaking("en");
        let finance = "“Sở Tài chính” is the name of the agency “STC” today: two agencies cannot bear one name at one time.";
        let split = |successors: [Value; 2]| {
            let split = officer.reorganise("SPLIT", &["SYT"], "2019-08-01").with("successors", json!(successors));
            split.with("answeredBy", json!("S-A"))
        };
        assert_eq!(told(split([new("S-A", "Sở A"), new("S-B", "SO TAI  chinh")])).await, taken("successors.1.name", finance));
        let merge = officer.reorganise("MERGE", &["SYT", "BDT"], "2019-08-01").with("successors", json!([new("S-A", "Sở tài chính")]));
        assert_eq!(told(merge).await, taken("successors.0.name", finance));
        // Two successors of one event.
        let same = "“Sở A” is the name of the agency “S-A” from the same day on: two agencies cannot bear one name at one time.";
        assert_eq!(told(split([new("S-A", "Sở A"), new("S-B", " SỞ  A ")])).await, taken("successors.1.name", same));
        // Whoever goes on keeps its name; whoever ends leaves it.
        let part = || officer.reorganise("SPLIT", &["SYT"], "2019-08-01").with("successors", json!([new("S-A", "Sở Y tế")]));
        let own = "“Sở Y tế” is the name of the agency “SYT” today: two agencies cannot bear one name at one time.";
        assert_eq!(told(part().with("goesOn", json!(true))).await, taken("successors.0.name", own));
        let merged = officer.reorganise("MERGE", &["SYT", "STC"], "2019-08-01").with("successors", json!([new("S-C", "Sở Tài chính")]));
        merged.await.expect_done();
        // Then the one that ended is in nobody's way, before and after.
        let after = "“Sở Tài chính” is the name of the agency “S-C” today: two agencies cannot bear one name at one time.";
        let renamed = officer.reorganise("RENAME", &["BDT"], "2019-09-01").with("name", json!("Sở Tài chính"));
        assert_eq!(told(renamed).await, taken("name", after));
        officer.reorganise("RENAME", &["BDT"], "2019-09-01").with("name", json!("Sở Y tế")).await.expect_done();
    }

    /// Not only today: on no day on which both are there.
    async fn a_name_of_the_past_is_taken_as_long_as_it_was_borne(world: World) {
        let officer = home_affairs(&world);
        officer.reorganise("RENAME", &["BDT"], "2019-06-01").with("name", json!("Ban Dân tộc và Tôn giáo")).await.expect_done();
        let health = |on: &str, name: &str| officer.reorganise("RENAME", &["SYT"], on).with("name", json!(name));
        let until = |day: &str| {
            format!("Tên “Ban Dân tộc tỉnh” là tên của cơ quan “BDT” cho đến hết ngày {day}; hai cơ quan không được mang cùng một tên trong cùng thời gian.")
        };
        assert_eq!(told(health("2019-05-31", "Ban dân tộc tỉnh")).await, taken("name", &until("31/05/2019")));
        assert_eq!(told(health("2019-02-01", "Ban Dân tộc tỉnh")).await, taken("name", &until("31/05/2019")));
        health("2019-02-01", "Ban Dân tộc và Tôn giáo").await.expect_user_error("AGENCY_NAME_TAKEN");
        health("2019-06-01", "Ban Dân tộc tỉnh").await.expect_done();
        // Of one that has ended, until its last day.
        officer.reorganise("DISSOLVE", &["STC"], "2019-08-01").await.expect_done();
        let education = |on: &str| officer.reorganise("RENAME", &["SGDDT"], on).with("name", json!("Sở Tài chính"));
        education("2019-07-31").await.expect_user_error("AGENCY_NAME_TAKEN");
        education("2019-08-01").await.expect_done();
    }

    async fn codes_that_differ_by_case_alone_are_one(world: World) {
        let officer = home_affairs(&world).speaking("en");
        let merged = officer.reorganise("MERGE", &["SYT", "BDT"], "2019-08-01").with("successors", json!([new(" stC", "Sở A")]));
        let exists = "The code “STC” is the code of another agency; case and spaces do not make another one.";
        assert_eq!(told(merged).await, [("successors.0.code".to_owned(), "AGENCY_EXISTS".to_owned(), exists.to_owned())]);
        let split = officer.reorganise("SPLIT", &["SYT"], "2019-08-01").with("answeredBy", json!("S-A"));
        let split = split.with("successors", json!([new("S-A", "Sở A"), new("s-a", "Sở B")]));
        let once = "A reorganisation SPLIT needs each successor once.";
        assert_eq!(told(split).await, [("successors".to_owned(), "REORGANISATION_SHAPE".to_owned(), once.to_owned())]);
    }

    /// What does not end an agency has its days, too: since it is there, since what was last done to it, since there are periods.
    async fn nothing_was_done_before_an_agency_began_or_was_last_reorganised(world: World) {
        let officer = home_affairs(&world);
        let rename = |code: &'static str, on: &str| officer.reorganise("RENAME", &[code], on).with("name", json!("Sở Mới"));
        let part = |code: &'static str, on: &str| {
            let split = officer.reorganise("SPLIT", &[code], on).with("goesOn", json!(true));
            split.with("successors", json!([new("S-B", "Sở B")]))
        };
        let codes = async |verb: Verb<'_>| told(verb).await.into_iter().map(|(path, code, _)| format!("{path} {code}")).collect::<Vec<_>>();
        let early = ["effectiveOn YEAR_OUT_OF_RANGE", "agencies.0 AGENCY_NOT_THERE"];
        assert_eq!(codes(rename("SYT", "1997-12-31")).await, early);
        assert_eq!(codes(part("SYT", "1997-12-31")).await, early);
        // It began on the first of January 1998, and nothing can be taken out of it before it is there.
        assert_eq!(codes(part("SYT", "1998-01-01")).await, early[1..]);
        let first = officer.reorganise("SPLIT", &["SYT"], "2019-05-01").with("goesOn", json!(true));
        first.with("successors", json!([new("S-A", "Sở A")])).await.expect_done();
        let later = ["effectiveOn LATER_REORGANISATION"];
        assert_eq!(codes(rename("SYT", "2019-04-30")).await, later);
        assert_eq!(codes(part("SYT", "2019-04-30")).await, later);
        assert_eq!(codes(rename("S-A", "2019-04-30")).await, early[1..]);
        assert_eq!(codes(part("S-A", "2019-05-01")).await, early[1..]);
        rename("SYT", "2019-05-01").await.expect_done();
        part("S-A", "2019-05-02").await.expect_done();
    }
}
