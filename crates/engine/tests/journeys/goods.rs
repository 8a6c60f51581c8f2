//! Goods: a table of one's own comes in, is found by what people type, changed, and taken back.

use std::collections::BTreeSet;

use jinpai_engine::{ColumnMap, Desk, EngineError, EntryChange, GoodsImportOptions, Locale, ProductChange};
use jinpai_model::{
    FactGroup, FactSource, Fen, GoodsLayout, KnowledgeKind, ProductField, ProductInput, Role, SizeRow,
    SizeTable,
};

use crate::shop::TestShop;

const TABLE: &str = "货品号,叫法,颜色,尺码,卖多少,剩几件\n\
    D1,碎花连衣裙 V领,酒红,S,199,3\n\
    D1,碎花连衣裙 V领,酒红,M,199,0\n\
    D2,羊毛针织衫,米白,均码,256,6\n";
const MAP: &str = "\"货品号\" = \"code\"\n\"叫法\" = \"title\"\n\"颜色\" = \"option\"\n\"尺码\" = \"option\"\n\
    \"卖多少\" = \"price\"\n\"剩几件\" = \"stock\"\n";

async fn member(shop: &TestShop, login: &str, role: Role) -> Desk {
    let (member, _) = shop.owner.add_member(login, "云云", role).await.unwrap();
    shop.engine
        .desk(member.person.id, shop.shop, Role::Agent)
        .await
        .unwrap()
}

async fn import(desk: &Desk, text: &str, map: Option<&str>, dry_run: bool) -> (u64, u64, u64, u64) {
    let map = map.map(|map| ColumnMap::from_toml(map).unwrap());
    let bytes = text.as_bytes().to_vec();
    let report = desk
        .import_products(bytes, map, dry_run, Locale::Zh)
        .await
        .unwrap();
    (report.new, report.changed, report.same, report.refused_total)
}

pub async fn a_table_of_ones_own_is_mapped_once_and_repeated_without_harm(shop: &TestShop) {
    let lead = member(shop, "lead", Role::Lead).await;
    let bytes = || TABLE.as_bytes().to_vec();
    let seen = lead.preview_products(bytes(), Locale::Zh).await.unwrap();
    assert_eq!(
        (seen.layout, seen.known, seen.rows.len()),
        (GoodsLayout::Other, false, 3)
    );
    let refused = lead.import_products(bytes(), None, false, Locale::Zh).await;
    assert!(
        matches!(refused, Err(EngineError::BadFile(_))),
        "nobody has said what the columns mean"
    );
    assert_eq!(import(&lead, TABLE, Some(MAP), true).await, (2, 0, 0, 0));
    assert!(
        lead.products(None).await.unwrap().is_empty(),
        "a try writes nothing"
    );
    assert_eq!(import(&lead, TABLE, Some(MAP), false).await, (2, 0, 0, 0));
    // The map is kept for such headers.
    assert!(lead.preview_products(bytes(), Locale::Zh).await.unwrap().kept);
    assert_eq!(import(&lead, TABLE, None, false).await, (0, 0, 2, 0));
    let dress = &lead.products(Some("D1")).await.unwrap()[0];
    let now = lead.standing(dress);
    assert_eq!((now.stock, now.price_fen), (Some(3), Some(Fen(19_900))));
    assert_eq!(dress.told[&FactGroup::Stock].source, FactSource::Import);
    // A later count of pieces leaves all else alone, and what nobody knows is refused with its line.
    let counts = "货品号,剩几件\nD1/酒红/M,5\nX9,1\n";
    let map = "\"货品号\" = \"variant-code\"\n\"剩几件\" = \"stock\"";
    assert_eq!(import(&lead, counts, Some(map), false).await, (0, 1, 0, 1));
    let dress = &lead.products(Some("D1")).await.unwrap()[0];
    assert_eq!(lead.standing(dress).stock, Some(8));
}

pub async fn goods_and_terms_are_found_as_people_type(shop: &TestShop) {
    let (lead, agent) = (
        member(shop, "lead", Role::Lead).await,
        member(shop, "yun", Role::Agent).await,
    );
    import(&lead, TABLE, Some(MAP), false).await;
    let found = async |asked: &str| -> Vec<String> {
        let found = agent.find_goods(asked, 10).await.unwrap();
        found
            .products
            .into_iter()
            .map(|one| one.product.input.sku)
            .collect()
    };
    for asked in [
        "连衣裙",
        "lyq",
        "连依裙",
        "衣裙",
        "D1",
        "D1/酒红/M",
        "酒红",
        "碎花裙子有没有碎花连衣的",
    ] {
        assert_eq!(found(asked).await, ["D1"], "{asked}");
    }
    let mut input = ProductInput::named("H1", "衣帽架");
    input.knowledge.floor_fen = Some(Fen(5_000));
    let rack = lead.put_product(None, input).await.unwrap();
    assert_eq!(found("衣帽").await, ["H1"], "what is new is found at once");
    lead.delete_product(rack.id).await.unwrap();
    assert!(found("衣帽").await.is_empty());
    let refused = agent.take_starter_knowledge().await;
    assert!(matches!(
        refused,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    let taken = lead.take_starter_knowledge().await.unwrap();
    assert!(taken.len() > 10);
    assert!(lead.take_starter_knowledge().await.unwrap().is_empty(), "once");
    let change = EntryChange {
        kind: KnowledgeKind::Invoice,
        platform: None,
        title: "专票怎么开".to_owned(),
        text: "满一千元可开专用发票".to_owned(),
        source: String::new(),
    };
    lead.put_entry(None, change).await.unwrap();
    let terms = agent.find_goods("专票", 10).await.unwrap().entries;
    assert_eq!(terms[0].title, "专票怎么开");
}

pub async fn a_change_is_kept_with_who_made_it_and_can_be_taken_back(shop: &TestShop) {
    let (lead, agent) = (
        member(shop, "lead", Role::Lead).await,
        member(shop, "yun", Role::Agent).await,
    );
    let mut input = ProductInput::named("K1", "羊毛针织衫");
    input.stock = Some(3);
    let id = lead.put_product(None, input).await.unwrap().id;
    let mut told = ProductChange {
        input: ProductInput::named("", ""),
        said: BTreeSet::from([ProductField::SizeTable, ProductField::Floor]),
    };
    let row = SizeRow {
        size: "M".to_owned(),
        spans: vec![Some([155, 165])],
    };
    told.input.knowledge.size_table = Some(SizeTable {
        measures: vec!["身高cm".to_owned()],
        rows: vec![row],
    });
    told.input.knowledge.floor_fen = Some(Fen(9_000));
    let refused = agent.tell_product(Some(id), told.clone()).await;
    assert!(matches!(
        refused,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    let changed = lead.tell_product(Some(id), told).await.unwrap();
    assert_eq!((changed.version, changed.input.stock), (1, Some(3)));
    // The lowest price is nobody's below a lead, in no answer.
    let seen = agent.product(id).await.unwrap();
    assert_eq!(seen.input.knowledge.floor_fen, None);
    assert!(seen.input.knowledge.size_table.is_some());
    let fields = |history: Vec<jinpai_engine::ProductVersionView>| -> Vec<String> {
        let changes = history.into_iter().flat_map(|one| one.changes);
        changes.map(|change| change.field).collect()
    };
    let history = lead.product_history(id).await.unwrap();
    assert_eq!((history.len(), history[0].by_name.as_deref()), (1, Some("云云")));
    assert_eq!(fields(history), ["knowledge.floor_fen", "knowledge.size_table"]);
    assert_eq!(
        fields(agent.product_history(id).await.unwrap()),
        ["knowledge.size_table"]
    );
    let found = agent.find_goods("羊毛", 5).await.unwrap();
    assert_eq!(found.products[0].product.input.knowledge.floor_fen, None);
    let back = lead.product_back_to(id, 0).await.unwrap();
    assert_eq!((back.version, back.input.knowledge.size_table), (2, None));
    let forth = lead.product_back_to(id, 1).await.unwrap();
    assert!(
        forth.input.knowledge.size_table.is_some(),
        "taking back can be taken back"
    );
    let gone = lead.product_back_to(id, 9).await;
    assert!(matches!(gone, Err(EngineError::NotFound("version"))));
}

pub async fn a_command_on_the_machine_imports_by_no_persons_name(shop: &TestShop) {
    let options = GoodsImportOptions {
        columns: None,
        dry_run: false,
        locale: Locale::Zh,
        by: None,
    };
    let text = "\u{feff}商家编码,标题,库存\nA1,杯子,3\nA1,杯子,4\n";
    let source = std::io::Cursor::new(text.as_bytes().to_vec());
    let report = shop
        .engine
        .import_products(shop.shop, source, options, &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(
        (report.new, report.refused_total, report.refused[0].line),
        (1, 1, 3)
    );
    let cup = &shop.owner.products(Some("A1")).await.unwrap()[0];
    assert_eq!((cup.input.stock, cup.told[&FactGroup::Stock].by), (Some(3), None));
}
