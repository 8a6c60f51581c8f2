//! `jinpai demo`.

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use clap::Args;
use jinpai_engine::{Engine, EngineConfig, Random};
use jinpai_server::{Server, ServerConfig};

use crate::{
    commands::serve::{start_log, told_to_stop},
    demo::{DemoClock, LOGIN, Opens, PASSWORD, ShopPage, World, bind_shop_page},
    exit::Failure,
};

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on; this machine only [default: 127.0.0.1:8787].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// How fast time passes, 1 to 60 times. Above 1 the day begins at half past ten in the morning, and two colleagues
    /// answer most buyers: at 60 the evening's reminders are sent ten minutes later.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=60))]
    pace: u32,
}

pub async fn run(args: DemoArgs) -> Result<ExitCode, Failure> {
    start_log(false);
    let listen = args.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8787)));
    if !listen.ip().is_loopback() {
        return Err(Failure::usage(format!(
            "--listen {listen}: the demo has a known password and stays on 127.0.0.1"
        )));
    }
    let folder = tempfile::tempdir().map_err(Failure::environment)?;
    let clock = Arc::new(DemoClock::new(args.pace));
    let opens = if args.pace > 1 {
        Opens::Morning
    } else {
        Opens::Evening
    };
    let url = format!("sqlite://{}", folder.path().join("demo.db").display());
    let engine = Engine::open(EngineConfig::new(url, clock.clone(), Random::from_system())).await?;
    let busy = |e: std::io::Error| {
        Failure::environment(format!(
            "cannot listen on {listen}: {e}; choose another address with --listen"
        ))
    };
    let server = Server::bind(engine.clone(), ServerConfig::new(listen))
        .await
        .map_err(Failure::environment)?;
    let desk = server.address();
    let listener = bind_shop_page(desk).await.map_err(busy)?;
    let page = listener.local_addr().map_err(busy)?;
    let (desk_url, page_url) = (format!("http://{desk}"), format!("http://{page}"));

    let world = World::fill(engine.clone(), &clock, (&page_url, opens)).await?;
    let shop_page = ShopPage {
        server: desk_url.clone(),
        shop: world.shop.to_string(),
        till: world.till.clone(),
        engine: engine.clone(),
        orders: Arc::default(),
    };
    tokio::spawn(shop_page.serve(listener));
    world.live().await?;
    eprintln!(
        "\n  金牌客服 · Jinpai demo\n\n  客服台 desk   {desk_url}   {LOGIN} / {PASSWORD}\n  店铺页 shop   {page_url}\n\n  \
         数据在临时文件夹，结束即清空 · Ctrl-C to stop, nothing is kept\n"
    );
    server.serve(told_to_stop()).await.map_err(Failure::environment)?;
    engine.stop().await;
    Ok(ExitCode::SUCCESS)
}
