//! What a large catalogue costs: `--entries N` made-up products are imported as one file, twice, and looked for in the
//! ways people do. Prints one JSON object with `--json`.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints, and reads the machine's clock"
)]

use std::{error::Error, fmt::Write as _, io::Cursor, net::IpAddr, sync::Arc, time::Instant};

use jinpai_engine::{Desk, Engine, EngineConfig, GoodsImportOptions, Locale, Random, SystemClock};
use jinpai_model::{Role, ShopId};
use jinpai_store::testing::TestDatabase;
use serde_json::{Map, Value, json};

const KINDS: [&str; 12] = [
    "连衣裙",
    "针织衫",
    "运动鞋",
    "保温杯",
    "数据线",
    "书桌",
    "衣帽架",
    "床品套件",
    "充电器",
    "蓝牙耳机",
    "茶叶",
    "收纳箱",
];
const STYLES: [&str; 10] = [
    "碎花", "羊毛", "加厚", "轻便", "复古", "简约", "新款", "儿童", "大码", "防水",
];
const COLOURS: [&str; 8] = ["米白", "驼色", "雾蓝", "墨绿", "酒红", "藏青", "浅灰", "黑色"];
const QUESTIONS: [&str; 6] = [
    "会起球吗",
    "掉色吗",
    "怎么清洗",
    "能用多久",
    "适合送人吗",
    "保修多久",
];

/// A kind of question with questions of it.
const ASKED: [(&str, &[&str]); 8] = [
    ("two characters", &["毛衣", "针织", "书桌", "墨绿", "加厚"]),
    ("a name", &["连衣裙", "蓝牙耳机", "保温杯 加厚", "羊毛针织衫"]),
    ("initials", &["lyq", "zzs", "lyej", "byb"]),
    ("sounds in full", &["lianyiqun", "baowenbei", "shuzhuo"]),
    ("one wrong character", &["连依裙", "真织衫", "保文杯", "蓝牙耳鸡"]),
    ("a code", &["G00012345", "G00000007", "G00077"]),
    ("a code with a wrong digit", &["G0001234X", "G00O54321"]),
    (
        "a sentence",
        &["你们家羊毛针织衫会不会起球呀", "碎花连衣裙有墨绿色的吗"],
    ),
];

fn table(entries: usize) -> String {
    let mut text = String::from("商家编码,标题,价格,库存,材质,属性,洗护,卖点,答疑\n");
    for n in 0..entries {
        let pick = |list: &'static [&'static str], by: usize| list[(n / by) % list.len()];
        let (kind, style, colour) = (pick(&KINDS, 1), pick(&STYLES, 12), pick(&COLOURS, 120));
        let question = pick(&QUESTIONS, 7);
        let _ = writeln!(
            text,
            "G{n:08},{style}{kind} {colour} 第{}批 升级款,{}.00,{},棉 {}%,颜色:{colour}；风格:{style}；批次:{n},30 度以下清洗,{style}好用；{colour}耐看,{question}={kind}平时使用注意保养就好",
            n / 960,
            20 + n % 400,
            n % 90,
            n % 100,
        );
    }
    text
}

async fn import(engine: &Engine, shop: ShopId, text: &str) -> Result<(f64, u64), Box<dyn Error>> {
    let options = GoodsImportOptions {
        columns: None,
        dry_run: false,
        locale: Locale::Zh,
        by: None,
    };
    let source = Cursor::new(text.as_bytes().to_vec());
    let begin = Instant::now();
    let report = engine
        .import_products(shop, source, options, &mut |_, _| {})
        .await?;
    assert_eq!(report.refused_total, 0, "{:?}", report.refused.first());
    Ok((begin.elapsed().as_secs_f64() * 1_000.0, report.new))
}

async fn search(desk: &Desk, asked: &[&str]) -> Result<(f64, f64), Box<dyn Error>> {
    let mut times = Vec::new();
    for n in 0..120 {
        let begin = Instant::now();
        std::hint::black_box(desk.find_goods(asked[n % asked.len()], 20).await?);
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok((times[times.len() / 2], times[times.len() * 95 / 100]))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let given = args.iter().position(|arg| arg == "--entries");
    let entries = given
        .and_then(|at| args.get(at + 1)?.parse().ok())
        .unwrap_or(100_000);
    let database = TestDatabase::sqlite();
    let config = EngineConfig::new(database.url(), Arc::new(SystemClock), Random::from_system());
    let engine = Engine::open_quiet(config).await?;
    let (shop, login, once) = engine.found("大店").await?.ok_or("the shop is there already")?;
    let address = IpAddr::from([127, 0, 0, 1]);
    let (token, _) = engine.sign_in(&login, &once, address).await?;
    let session = engine.change_password(&token, &once, "a long password").await?;
    let desk = engine.desk(session.person.id, shop, Role::Agent).await?;

    let text = table(entries);
    let (first_ms, new) = import(&engine, shop, &text).await?;
    let (again_ms, none) = import(&engine, shop, &text).await?;
    assert_eq!((new, none), (entries as u64, 0), "the file again makes nothing");
    let begin = Instant::now();
    desk.find_goods("连衣裙", 20).await?;
    let build_ms = begin.elapsed().as_secs_f64() * 1_000.0;
    let mut told = Map::new();
    let rounded = |ms: f64| json!((ms * 100.0).round() / 100.0);
    told.insert("import_ms".to_owned(), rounded(first_ms));
    told.insert("import_again_ms".to_owned(), rounded(again_ms));
    told.insert("first_question_ms".to_owned(), rounded(build_ms));
    for (kind, asked) in ASKED {
        let (p50, p95) = search(&desk, asked).await?;
        told.insert(
            kind.to_owned(),
            json!({ "p50_ms": rounded(p50), "p95_ms": rounded(p95) }),
        );
    }
    if args.iter().any(|arg| arg == "--json") {
        println!("{}", Value::Object(told));
    } else {
        println!("{:#}", Value::Object(told));
    }
    engine.stop().await;
    Ok(())
}
