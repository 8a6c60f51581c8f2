//! Products, their pieces and their changes; what a shop knows beside them.

use jinpai_model::{
    At, EntryId, FactGroup, FactSource, Fen, KnowledgeEntry, KnowledgeKind, PersonId, Platform,
    ProductField as Field, ProductId, ProductInput, ShopId, Telling, ToldProduct, Variant, goods::taken_back,
};
use jinpai_store::{
    Store, StoreError, column_maps, knowledge,
    orders::Change,
    product_versions::{self, KEPT},
    products::{self, Taken, ToldRow},
};

use crate::world::{World, shop};

const NEW: Taken = Taken::As(Change::New);
const CHANGED: Taken = Taken::As(Change::Changed);
const SAME: Taken = Taken::As(Change::Same);

fn goods(sku: &str, stock: Option<i64>) -> ProductInput {
    ProductInput {
        price_fen: Some(Fen(9_900)),
        stock,
        promo_ends_at: Some(At(77)),
        ship_cutoff: Some("16:00".parse().unwrap()),
        ship_within_h: Some(48),
        eta_days: Some([2, 4]),
        guarantees: vec!["7天无理由退换".to_owned()],
        colours_in_stock: vec!["米白".to_owned(), "藏青".to_owned()],
        ..ProductInput::named(sku, format!("标题 {sku}"))
    }
}

fn whole(n: u128, input: ProductInput) -> ToldRow {
    ToldRow {
        id: ProductId::from_bits(n),
        told: ToldProduct::whole(input),
    }
}

fn part(n: u128, input: ProductInput, said: &[Field]) -> ToldRow {
    ToldRow {
        id: ProductId::from_bits(n),
        told: ToldProduct {
            input,
            said: said.iter().copied().collect(),
        },
    }
}

fn piece(code: &str, stock: i64) -> Variant {
    Variant {
        code: code.to_owned(),
        options: Vec::new(),
        price_fen: None,
        stock: Some(stock),
    }
}

fn by_file(at: i64) -> Telling {
    Telling {
        at: At(at),
        source: FactSource::Import,
        by: None,
    }
}

async fn tell(store: &Store, of: ShopId, rows: Vec<ToldRow>, at: i64) -> Vec<Taken> {
    let write = store.write::<_, StoreError, _>(of, move |tx| {
        Box::pin(async move { products::tell_batch(tx, of, &rows, by_file(at)).await })
    });
    write.await.unwrap()
}

pub async fn products_keep_their_id_and_grow_younger(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let rows = vec![whole(1, goods("A", Some(3))), whole(2, goods("B", None))];
    assert_eq!(tell(&store, shop(1), rows, 10).await, [NEW, NEW]);
    let rows = vec![whole(8, goods("A", Some(2))), whole(9, goods("B", None))];
    assert_eq!(tell(&store, shop(1), rows, 20).await, [CHANGED, SAME]);
    let b = products::by_sku(store.read(), shop(1), "B")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((b.id.bits(), b.seen_at, &b.input), (2, At(20), &goods("B", None)));
    let found = products::by_title(store.read(), shop(1), &["标题 A", "没有"])
        .await
        .unwrap();
    assert_eq!(found["标题 A"].input.stock, Some(2));
    let (before, mut renamed) = (b.clone(), b);
    renamed.input.title = "新标题".to_owned();
    let done = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move {
            products::put(tx, Some(&before), &mut renamed, by_file(30)).await?;
            let gone = products::delete(tx, shop(1), ProductId::from_bits(1)).await?;
            let again = products::delete(tx, shop(1), ProductId::from_bits(1)).await?;
            Ok((renamed, gone, again))
        })
    });
    let (renamed, gone, again) = done.await.unwrap();
    assert_eq!((renamed.version, gone, again), (1, true, false));
    let left = products::list(store.read(), shop(1), "").await.unwrap();
    assert_eq!(left, [renamed]);
    assert_eq!(products::list(store.read(), shop(1), "旧").await.unwrap(), []);
}

pub async fn a_table_without_a_column_takes_nothing_away(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    tell(&store, shop(1), vec![whole(1, goods("A", Some(3)))], 10).await;
    let mut counted = ProductInput::named("A", "");
    counted.stock = Some(9);
    let rows = vec![
        part(2, counted, &[Field::Stock]),
        part(3, ProductInput::named("Z", ""), &[Field::Stock]),
    ];
    assert_eq!(
        tell(&store, shop(1), rows, 20).await,
        [CHANGED, Taken::NewWithoutTitle]
    );
    let a = products::by_sku(store.read(), shop(1), "A")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(a.input, goods("A", Some(9)));
    assert_eq!(
        (a.told[&FactGroup::Stock].at, a.told[&FactGroup::Price].at),
        (At(20), At(10))
    );
}

pub async fn a_code_of_a_piece_belongs_to_one_product(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let dress = |sku: &str, codes: &[&str]| {
        let mut input = goods(sku, None);
        input.knowledge.variants = codes.iter().map(|code| piece(code, 1)).collect();
        input
    };
    let rows = vec![
        whole(1, dress("A", &["A-M", "A-L"])),
        whole(2, dress("B", &["A-L"])),
        whole(3, dress("C", &["A"])),
    ];
    let another = |code: &str| Taken::CodeOfAnother(code.to_owned());
    assert_eq!(
        tell(&store, shop(1), rows, 10).await,
        [NEW, another("A-L"), another("A")]
    );
    let elsewhere = vec![whole(4, dress("B", &["A-L"]))];
    assert_eq!(
        tell(&store, shop(2), elsewhere, 10).await,
        [NEW],
        "another shop has codes of its own"
    );
    // A stock list names pieces alone.
    let mut count = ProductInput::named("A-L", "");
    count.stock = Some(7);
    let rows = vec![part(5, count, &[Field::Stock])];
    assert_eq!(tell(&store, shop(1), rows, 20).await, [CHANGED]);
    let found = products::by_codes(store.read(), shop(1), &["A-L", "A", "no"])
        .await
        .unwrap();
    assert_eq!((found.len(), found["A-L"].id), (2, found["A"].id));
    assert_eq!(found["A"].input.at(At(0)).stock, Some(8));
    // What is sold no more frees its code.
    let rows = [whole(1, dress("A", &["A-M"])), whole(2, dress("B", &["A-L"]))];
    assert_eq!(tell(&store, shop(1), vec![rows[0].clone()], 30).await, [CHANGED]);
    assert_eq!(tell(&store, shop(1), vec![rows[1].clone()], 30).await, [NEW]);
}

pub async fn changes_are_kept_up_to_a_bound_and_lead_back(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    tell(&store, shop(1), vec![whole(1, goods("A", Some(0)))], 1).await;
    let times = KEPT + 3;
    for n in 1..=times {
        let rows = vec![whole(1, goods("A", Some(n)))];
        assert_eq!(tell(&store, shop(1), rows, n + 1).await, [CHANGED]);
    }
    assert_eq!(
        tell(&store, shop(1), vec![whole(1, goods("A", Some(times)))], 99).await,
        [SAME]
    );
    let id = ProductId::from_bits(1);
    let kept = product_versions::after(store.read(), shop(1), id, 0)
        .await
        .unwrap();
    assert_eq!(
        (kept.len(), kept[0].version),
        (usize::try_from(KEPT).unwrap(), times)
    );
    let held = products::get(store.read(), shop(1), id).await.unwrap().unwrap();
    assert_eq!(held.version, times);
    let before = taken_back(&held.input, &kept[0].changes).unwrap();
    assert_eq!(before.stock, Some(times - 1));
    assert_eq!(
        product_versions::after(store.read(), shop(1), id, times - 2)
            .await
            .unwrap()
            .len(),
        2
    );
}

pub async fn terms_and_maps_are_the_shops_own(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let entry = KnowledgeEntry {
        shop: shop(1),
        id: EntryId::from_bits(1),
        kind: KnowledgeKind::Platform,
        platform: Some(Platform::Jd),
        title: "退货".to_owned(),
        text: "七天内可以退".to_owned(),
        source: String::new(),
        seen_at: At(5),
        by: PersonId::from_bits(9),
    };
    let mut later = entry.clone();
    later.text = "十五天内可以退".to_owned();
    let wanted = later.clone();
    let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move {
            knowledge::put(tx, &entry).await?;
            knowledge::put(tx, &later).await?;
            let by = (PersonId::from_bits(9), At(5));
            column_maps::put(tx, shop(1), "h", "\"货号\" = \"code\"", by).await?;
            column_maps::put(tx, shop(1), "h", "\"货号\" = \"number\"", by).await
        })
    });
    write.await.unwrap();
    let read = store.read();
    assert_eq!(knowledge::of_shop(read, shop(1)).await.unwrap(), [wanted]);
    assert_eq!(knowledge::of_shop(read, shop(2)).await.unwrap(), []);
    let map = column_maps::get(read, shop(1), "h").await.unwrap();
    assert_eq!(map.as_deref(), Some("\"货号\" = \"number\""));
    assert_eq!(column_maps::get(read, shop(2), "h").await.unwrap(), None);
    let gone = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move { knowledge::remove(tx, shop(1), EntryId::from_bits(1)).await })
    });
    assert!(gone.await.unwrap());
    assert_eq!(knowledge::count(store.read(), shop(1)).await.unwrap(), 0);
}
