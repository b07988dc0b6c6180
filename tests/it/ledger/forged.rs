//! Receipts of a server that runs, changed bit by bit.

use super::key;
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::world::World;
use rand::{RngExt, SeedableRng};
use tonghop::kit::vocabulary::Role;
use tonghop::ledger::Receipt;

on_both! {
    async fn no_flipped_bit_is_believed(world: World) {
        world.round(&["STTTT", "SGDDT", "STC"]).await;
        for (agency, value) in [("STC", 1), ("SGDDT", 2), ("STTTT", 3)] {
            world.files(agency, value, "Sâu sát cơ sở.").await;
        }
        let submitter = world.person(Role::Submitter, "STTTT");
        let receipt = submitter.report("STTTT", PERIOD, "latestVersion { receipt { file } }").await;
        let file = receipt.at("report.latestVersion.receipt.file").as_str().unwrap().as_bytes().to_vec();
        let keys = [key(&world.database)];
        let verify = |bytes: Vec<u8>| String::from_utf8(bytes).is_ok_and(|text| Receipt::verify(&text, &keys).is_ok());
        assert!(verify(file.clone()));
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(4);
        for _ in 0..4_000 {
            let mut forged = file.clone();
            let bit = random.random_range(0..forged.len() * 8);
            forged[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(forged), "bit {bit}");
        }
        for cut in 0..file.len() {
            assert!(!verify(file[..cut].to_vec()), "the first {cut} bytes");
        }
    }
}
