//! What a correction must not lose, and a scheme that would turn the classes round.

use super::*;

on_both! {
    /// A correction replaces the class and its reason; the revision before keeps both.
    async fn the_reason_of_a_former_class_is_kept(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let weak = json!({ "total": "85", "classification": "WEAK", "overrideReason": "Có vi phạm nghiêm trọng." });
        verify(&officer, "STTTT", "2018", 0, weak).await.expect_done();
        verify(&officer, "STTTT", "2018", 1, json!({ "total": "96", "reason": "Đã khắc phục." })).await.expect_done();
        let average = json!({ "total": "96", "classification": "AVERAGE", "overrideReason": "Tái phạm.", "reason": "Rà soát lại." });
        verify(&officer, "STTTT", "2018", 2, average).await.expect_done();
        let query = "{ democracyScore(by: { key: { agency: \"STTTT\", period: \"2018\" } }) {
            overrideReason history { revision classification overrideReason reason } } }";
        let shown = officer.graphql(query, json!({})).await;
        assert_eq!(shown.at("democracyScore"), &json!({ "overrideReason": "Tái phạm.", "history": [
            { "revision": 1, "classification": "WEAK", "overrideReason": "Có vi phạm nghiêm trọng.", "reason": null },
            { "revision": 2, "classification": "GOOD", "overrideReason": null, "reason": "Đã khắc phục." },
            { "revision": 3, "classification": "AVERAGE", "overrideReason": "Tái phạm.", "reason": "Rà soát lại." },
        ]}));
    }

    /// Who scores more has no worse class, wherever the bands stand in the list.
    async fn no_class_lies_below_a_worse_one(world: World) {
        let classed = |classes: [&str; 4]| {
            let mut scheme = scheme("THANG_DIEM");
            for (at, class) in classes.into_iter().enumerate() {
                scheme["bands"][at]["class"] = json!(class);
            }
            scheme
        };
        let reversed = save(&world, classed(["GOOD", "FAIR", "AVERAGE", "WEAK"])).await;
        assert_eq!(wrong(&reversed), ["input.bands.0.class", "input.bands.1.class", "input.bands.2.class"].map(|path| (path.to_owned(), "SCORING_BANDS_ORDER".to_owned())));
        let swapped = save(&world, classed(["WEAK", "FAIR", "AVERAGE", "GOOD"])).await;
        let message = "The band of “FAIR” cannot lie below that of “AVERAGE”.";
        assert_eq!(wrong(&swapped), one("input.bands.1.class", "SCORING_BANDS_ORDER"));
        assert_eq!(swapped.user_errors()[0].message, message);
        let mut listed = classed(["WEAK", "AVERAGE", "FAIR", "GOOD"]);
        listed["bands"].as_array_mut().unwrap().reverse();
        save(&world, listed).await.expect_done();
    }
}
