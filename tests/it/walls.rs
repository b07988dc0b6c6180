//! The walls as people meet them.

use crate::kit::on_both;
use crate::kit::world::World;

on_both! {
    async fn trial(world: World) {
        let t = std::time::Instant::now();
        world.round(&["STTTT", "SGDDT", "STC"]).await;
        eprintln!("round {:?}", t.elapsed());
        for agency in ["STTTT", "SGDDT", "STC"] {
            world.save(agency, 1).await;
            world.file(agency).await;
            world.accept(agency).await;
        }
        eprintln!("all {:?}", t.elapsed());
    }
}
