//! Order books as shops really have them, all made up here.

use std::io::Cursor;

use jinpai_channels::{
    FileForm, Lang, OpenError, Refused,
    orders::{self, ColumnMap, HeaderSet, OrderReadOptions, OrderReader},
};
use jinpai_model::{At, OrderInput, OrderKind, OrderStatus, Platform, Receiver, Zone};

fn at(text: &str) -> At {
    At::from_rfc3339(text).unwrap()
}

fn options() -> OrderReadOptions {
    OrderReadOptions::new(Zone::shanghai(), at("2026-11-12T12:00:00+08:00"))
}

fn open(bytes: impl Into<Vec<u8>>) -> OrderReader {
    orders::read(Cursor::new(bytes.into()), options()).unwrap()
}

fn refuse(bytes: impl Into<Vec<u8>>, options: OrderReadOptions) -> OpenError {
    match orders::read(Cursor::new(bytes.into()), options) {
        Ok(_) => panic!("the file should have been refused"),
        Err(error) => error,
    }
}

fn all(reader: OrderReader) -> (Vec<OrderInput>, Vec<Refused>) {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in reader {
        match row {
            Ok(order) => taken.push(order),
            Err(refusal) => refused.push(refusal),
        }
    }
    (taken, refused)
}

/// An `ExportOrderList` with its guards, its blanks behind headers, and its many other columns.
const ORDER_LIST: &str = "\u{feff}订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,订单状态,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,宝贝总数量,订单关闭原因,分阶段订单信息,退款金额,主订单编号\r\n\
=\"3000000000000000001\",晴天小鹿,x,250.00,6.00,256.00,等待买家付款,某某,浙江省 杭州市 某路,'13000000000,2026-11-12 09:00:00,,羊毛针织衫，米白,1,1,订单未关闭,,0,\r\n\
=\"3000000000000000002\",阿May,x,\"1,299.00\",0.00,\"1,299.00\",买家已付款｜｜｜等待卖家发货,某某,上海 上海市,,2026-11-12 08:00:00,2026-11-12 08:03:10,\"软底小白鞋 \"\"36\"\" 码\",1,2,订单未关闭,,0,\r\n\
=\"3000000000000000003\",t**1,x,20,0,20,交易关闭,某某,内蒙古自治区 某市,,2026-11-10 10:00:00,,杯子,1,1,买家未付款,,0,\r\n\
=\"3000000000000000004\",预售客,x,99,0,99,等待买家付款,某某,某地,,2026-11-11 20:00:00,2026-11-11 20:05:00,大衣,1,1,订单未关闭,阶段1已付;阶段2未付,0,\r\n";

#[test]
fn the_order_list_of_taobao_is_read_with_its_guards() {
    let reader = open(ORDER_LIST);
    assert_eq!(reader.header_set(), HeaderSet::TaobaoOrderList);
    assert_eq!(reader.platform(), Platform::Taobao);
    let (taken, refused) = all(reader);
    assert_eq!(refused, []);
    let first = &taken[0];
    assert_eq!(first.number, "3000000000000000001");
    assert_eq!(first.buyer.as_ref().unwrap().external, "晴天小鹿");
    assert_eq!(first.region.as_deref(), Some("浙江"));
    let receiver = Receiver::told("某某", "130****0000", "浙江省 杭州市 某路");
    assert_eq!(first.receiver, receiver);
    assert_eq!((first.total_fen.0, first.postage_fen.0), (25_600, 600));
    assert_eq!(first.status, OrderStatus::Unpaid);
    assert_eq!(first.created_at, at("2026-11-12T09:00:00+08:00"));
    assert_eq!(first.close_at, at("2026-11-13T09:00:00+08:00"));
    assert_eq!(first.items[0].title, "羊毛针织衫，米白");

    let second = &taken[1];
    assert_eq!((second.status, second.quantity), (OrderStatus::Paid, 2));
    assert_eq!(second.paid_at, Some(at("2026-11-12T08:03:10+08:00")));
    assert_eq!(second.total_fen.0, 129_900);
    assert_eq!(second.items[0].title, "软底小白鞋 \"36\" 码");
}

#[test]
fn a_masked_name_is_shown_but_recognises_nobody() {
    let (taken, _) = all(open(ORDER_LIST));
    assert_eq!(taken[2].buyer, None);
    assert_eq!(taken[2].buyer_name.as_deref(), Some("t**1"));
}

#[test]
fn a_stated_closing_without_a_time_keeps_its_time_open() {
    let (taken, _) = all(open(ORDER_LIST));
    assert_eq!((taken[2].status, taken[2].closed_at), (OrderStatus::Closed, None));
}

#[test]
fn a_paid_deposit_does_not_pay_a_presale_order() {
    let (taken, _) = all(open(ORDER_LIST));
    assert_eq!(taken[3].kind, OrderKind::Presale);
    assert_eq!((taken[3].status, taken[3].paid_at), (OrderStatus::Unpaid, None));
}

#[test]
fn a_changed_address_counts_and_a_province_alone_is_none() {
    let list = ORDER_LIST.replace("主订单编号", "修改后的收货地址").replacen(
        "0,\r\n",
        "0,江苏省 苏州市 某巷\r\n",
        1,
    );
    let (taken, _) = all(open(list));
    let told = taken[0].receiver.as_ref().unwrap();
    assert_eq!(
        (told.address.as_str(), taken[0].region.as_deref()),
        ("江苏省 苏州市 某巷", Some("江苏"))
    );
    assert_eq!(taken[1].receiver.as_ref().unwrap().address, "上海 上海市");
    let (report, _) = all(open(REPORT));
    assert!(report.iter().all(|order| order.receiver.is_none()));
}

const REPORT: &str = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额 \n\
1,178.8,0.0,上海,2026-11-10 00:00:00,,0.0\n\
2,21.0,21.0,内蒙古自治区,2026-11-11 23:59:54,2026-11-12 00:00:02,0.0\n\
3,37.0,0.0,安徽省,2026-11-12 11:59:35,,0.0\n\
4,50.0,50.0,湖南省,2026-11-12 11:00:00,2026-11-12 11:01:00,50.0\n";

#[test]
fn without_a_status_column_the_times_tell() {
    let reader = open(REPORT);
    assert_eq!(reader.header_set(), HeaderSet::TmallOrderReport);
    let (taken, refused) = all(reader);
    assert_eq!(refused, []);
    let told: Vec<_> = taken.iter().map(|o| (o.status, o.closed_at)).collect();
    assert_eq!(
        told,
        [
            (OrderStatus::Closed, Some(at("2026-11-11T00:00:00+08:00"))),
            (OrderStatus::Paid, None),
            (OrderStatus::Unpaid, None),
            (OrderStatus::Paid, None),
        ]
    );
    assert!(
        taken
            .iter()
            .all(|o| o.buyer.is_none() && o.items.is_empty() && o.quantity == 1)
    );
    assert_eq!(taken[3].refund_fen.0, 5_000);
}

#[test]
fn every_encoding_gives_the_same_orders() {
    let expected = all(open(ORDER_LIST)).0;
    let (gbk, _, lost) = encoding_rs::GBK.encode(ORDER_LIST.trim_start_matches('\u{feff}'));
    assert!(!lost);
    let utf16: Vec<u8> = ORDER_LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> = ORDER_LIST.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let plain = ORDER_LIST.trim_start_matches('\u{feff}').as_bytes().to_vec();
    for (bytes, name) in [
        (gbk.into_owned(), "gb18030"),
        (utf16, "UTF-16LE"),
        (utf16_be, "UTF-16BE"),
        (plain, "UTF-8"),
    ] {
        let mut reader = open(bytes);
        let taken: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        assert_eq!(taken, expected, "{name}");
        let delimiter = ',';
        assert_eq!(
            reader.form(),
            FileForm::Csv {
                encoding: name,
                delimiter
            }
        );
    }
}

#[test]
fn an_encoding_that_shows_only_deep_in_the_file_is_still_found() {
    let mut text = "order,when,sum,paid,what\n".to_owned();
    for n in 0..5_000 {
        text += &format!("{n},2026-11-12 09:00:00,1.00,,plain\n");
    }
    text += "5000,2026-11-12 09:00:00,1.00,,羊毛针织衫米白色加厚\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    let mut with_map = options();
    with_map.columns = Some(
        ColumnMap::from_toml(
            "order_id='order'\ncreated_at='when'\ntotal='sum'\npaid_at='paid'\nitems='what'",
        )
        .unwrap(),
    );
    let reader = orders::read(Cursor::new(gbk.into_owned()), with_map).unwrap();
    let (taken, refused) = all(reader);
    assert_eq!(refused, []);
    assert_eq!(taken.last().unwrap().items[0].title, "羊毛针织衫米白色加厚");
}

#[test]
fn delimiters_line_ends_and_lines_above_the_header_do_not_matter() {
    let expected = all(open(REPORT)).0;
    for text in [
        REPORT.replace(',', ";"),
        REPORT.replace(',', "\t"),
        REPORT.replace('\n', "\r\n"),
        REPORT.replace('\n', "\r"),
        REPORT.replace('\n', "\n\n"),
        REPORT.replace('\n', ",,\n"),
        REPORT.replacen('\n', ",,\n", 1),
        format!("导出时间：2026-11-12\n\n{REPORT}"),
        REPORT.replace("总金额", "\u{3000}总 金额 "),
        REPORT.trim_end().to_owned(),
    ] {
        let (taken, refused) = all(open(text.as_str()));
        assert_eq!(refused, [], "{text}");
        assert_eq!(taken, expected, "{text}");
    }
}

#[test]
fn broken_rows_are_named_by_line_and_the_others_go_in() {
    let head = "订单编号,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,宝贝总数量\n";
    let long = "长".repeat(1_001);
    let rows = [
        ("1,10,等待买家付款,2026-11-12 09:00:00,,好的,1", None),
        (
            ",10,等待买家付款,2026-11-12 09:00:00,,没有编号,1",
            Some("missing"),
        ),
        (
            "2,十块,等待买家付款,2026-11-12 09:00:00,,金额不对,1",
            Some("not-an-amount"),
        ),
        (
            "3,-5,等待买家付款,2026-11-12 09:00:00,,负数,1",
            Some("negative-amount"),
        ),
        (
            "4,10,飞走了,2026-11-12 09:00:00,,状态不对,1",
            Some("unknown-status"),
        ),
        ("5,10,等待买家付款,昨天,,时间不对,1", Some("not-a-time")),
        (
            "6,10,交易成功,2026-11-12 09:00:00,2026-11-12 08:00:00,先付后拍,1",
            Some("paid-before-created"),
        ),
        (
            "7,10,等待买家付款,0001-01-01 00:00:00,,太早,1",
            Some("year-out-of-range"),
        ),
        (
            "8,10,等待买家付款,2026-11-12 09:00:00,,少一格",
            Some("too-few-cells"),
        ),
        (
            "9,10,等待买家付款,2026-11-12 09:00:00,,多,一格,1",
            Some("too-many-cells"),
        ),
        (
            "10,10,等待买家付款,2026-11-12 09:00:00,,\"引号没关,1",
            Some("unclosed-quote"),
        ),
        (
            "11,10,等待买家付款,2026-11-12 09:00:00,2026-11-12 09:01:00,状态矛盾,1",
            Some("unpaid-with-payment"),
        ),
        (
            "3.00001E+18,10,等待买家付款,2026-11-12 09:00:00,,被改的编号,1",
            Some("number-rounded"),
        ),
        (
            &format!("12,10,等待买家付款,2026-11-12 09:00:00,,{long},1"),
            Some("too-long"),
        ),
        (
            "13,10,等待买家付款,2026-11-12 09:00:00,,空\0字节,1",
            Some("nul-byte"),
        ),
        (
            "14,10,等待买家付款,2026-11-12 09:00:00,,半件,0.5",
            Some("not-a-count"),
        ),
        (
            "15,,等待买家付款,2026-11-12 09:00:00,,没有金额,1",
            Some("missing"),
        ),
        ("16,10,,2026-11-12 09:00:00,,没有状态,1", Some("missing")),
        ("17,10,等待买家付款,2026-11-12 09:00:00,,=HYPERLINK(1),1", None),
        ("18,10,等待买家付款,2026-11-12 09:00:00,,\"两\n行\",1", None),
        ("19,10,等待买家付款,2026-11-12 09:00:00,,最后,1", None),
    ];
    let text: String = std::iter::once(head.to_owned())
        .chain(rows.iter().map(|(row, _)| format!("{row}\n")))
        .collect();
    let (taken, refused) = all(open(text));
    let numbers: Vec<_> = taken.iter().map(|o| o.number.as_str()).collect();
    assert_eq!(numbers, ["1", "17", "18", "19"]);
    assert_eq!(taken[1].items[0].title, "=HYPERLINK(1)");
    let expected: Vec<_> = (2_u64..)
        .zip(&rows)
        .filter_map(|(line, (_, code))| code.map(|code| (line, code)))
        .collect();
    let told: Vec<_> = refused.iter().map(|r| (r.line, r.reason.code())).collect();
    assert_eq!(told, expected);
    assert_eq!(
        refused[3].reason.sentence(Lang::ZhCn),
        "不认识“订单状态”里的状态“飞走了”"
    );
    assert!(refused[3].reason.sentence(Lang::En).contains("飞走了"));
}

#[test]
fn an_open_quote_costs_one_line_even_when_later_lines_have_quotes() {
    let head = "订单编号,总金额,宝贝标题,订单创建时间,订单付款时间\n";
    let bad = "1,10,\"没关的,2026-11-12 09:00:00,\n";
    let good = "2,10,\"有引号\",2026-11-12 09:00:00,2026-11-12 09:01:00\n";
    for text in [
        format!("{head}{bad}{good}"),
        format!("{head}{bad}{}", good.repeat(200)),
        format!("{head}{good}{bad}"),
    ] {
        let (taken, refused) = all(open(text));
        assert!(taken.iter().all(|o| o.number == "2" && o.paid_at.is_some()));
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].reason.code(), "unclosed-quote");
    }
}

#[test]
fn stray_quotes_and_guards_with_commas_stay_in_their_cell() {
    let text = "订单编号,总金额,宝贝标题,订单创建时间,订单付款时间\n\
                1,10,\"15\" 屏,黑\",2026-11-12 09:00:00,\n\
                2,10,=\"红,L\",2026-11-12 09:00:00,\n\
                3,10,15\" 屏,2026-11-12 09:00:00,\n";
    let (taken, refused) = all(open(text));
    assert_eq!(refused, []);
    let titles: Vec<_> = taken.iter().map(|o| o.items[0].title.as_str()).collect();
    assert_eq!(titles, ["15\" 屏,黑", "红,L", "15\" 屏"]);
}

#[test]
fn an_endless_line_is_refused_and_the_next_is_read() {
    let text = format!(
        "订单编号,总金额,订单创建时间,订单付款时间\n{}\n2,10,2026-11-12 09:00:00,\n",
        "x".repeat(3_000_000)
    );
    let (taken, refused) = all(open(text));
    assert_eq!(taken.len(), 1);
    assert_eq!((refused[0].line, refused[0].reason.code()), (2, "line-too-long"));
}

#[test]
fn a_file_that_is_something_else_says_what_it_lacks() {
    let error = refuse("姓名,电话\n张三,1\n", options());
    let OpenError::UnknownColumns { found, missing } = &error else {
        panic!("{error}");
    };
    assert_eq!(found, &["姓名", "电话"]);
    assert_eq!(missing, &["订单编号", "订单创建时间", "订单付款时间", "总金额"]);
    assert!(error.sentence(Lang::ZhCn).contains("缺少列 订单编号"));

    let goods = refuse("订单编号,标题,价格,购买数量,外部系统编号,商品属性\n", options());
    assert_eq!(goods.code(), "goods-list");
    assert_eq!(refuse("", options()).code(), "empty-file");
    assert_eq!(refuse("\n\n \n", options()).code(), "empty-file");
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    assert_eq!(refuse(old, options()).code(), "old-excel");
    assert_eq!(
        refuse(b"PK\x03\x04 not a zip".to_vec(), options()).code(),
        "broken-workbook"
    );
    let jd = OrderReadOptions {
        platform: Some(Platform::Jd),
        ..options()
    };
    assert_eq!(refuse(REPORT, jd).code(), "other-platform");
}

#[test]
fn a_column_map_reads_any_book() {
    let map = ColumnMap::from_toml(
        r#"
        order_id = "Order No"
        buyer_id = "Buyer"
        created_at = "Created"
        paid_at = "Paid"
        closed_at = "Closed"
        total = "Sum"
        postage = "Post"
        items = "What"
        quantity = "Pieces"
        kind = "Kind"
        opted_out = "No mail"
        consent_sms = "SMS ok"
        "#,
    )
    .unwrap();
    let text = "Order No,Buyer,Created,Paid,Closed,Sum,Post,What,Pieces,Kind,No mail,SMS ok,Else\n\
                A-1,b1,2026-11-12T09:00:00Z,,,12.50,2,Cup,3,virtual,,yes,x\n\
                A-2,,2026/11/10 9:00,2026/11/10 9:05,,5,,,,,是,no,x\n\
                A-3,b1,2026-11-01 09:00:00,,2026-11-01 10:00:00,5,,,,presale,,,x\n\
                A-4,b1,2026-11-01 09:00:00,,,5,,,,,,perhaps,x\n";
    let mut reader = orders::read(
        Cursor::new(text.as_bytes()),
        OrderReadOptions {
            columns: Some(map),
            platform: Some(Platform::OwnSite),
            ..options()
        },
    )
    .unwrap();
    let first = reader.next().unwrap().unwrap();
    assert_eq!((first.kind, first.quantity), (OrderKind::Virtual, 3));
    assert_eq!(first.created_at, at("2026-11-12T17:00:00+08:00"));
    assert_eq!(first.buyer.unwrap().external, "b1");
    assert_eq!(
        (reader.contact().sms, reader.contact().opted_out),
        (Some(true), None)
    );
    let second = reader.next().unwrap().unwrap();
    assert_eq!((second.status, second.buyer), (OrderStatus::Paid, None));
    assert_eq!(reader.contact().opted_out, Some(true));
    let third = reader.next().unwrap().unwrap();
    assert_eq!(
        (third.status, third.kind),
        (OrderStatus::Closed, OrderKind::Presale)
    );
    assert_eq!(third.closed_at, Some(at("2026-11-01T10:00:00+08:00")));
    assert_eq!(reader.next().unwrap().unwrap_err().reason.code(), "not-yes-or-no");
    assert!(reader.next().is_none());
    assert_eq!(reader.progress().done, reader.progress().total);

    assert_eq!(
        ColumnMap::from_toml("order='x'").unwrap_err().code(),
        "column-map"
    );
}

#[test]
fn lines_of_one_order_become_one_order() {
    let head = "子订单编号,主订单编号,商品标题,商品价格,购买数量,订单状态,商家编码,退款金额,订单创建时间,订单付款时间\n";
    let line = |sub: u32, main: u32, price: &str, quantity: u32, status: &str, paid: &str| {
        format!("{sub},{main},货{sub},{price},{quantity},{status},K{sub},0,2026-11-12 09:00:00,{paid}\n")
    };
    let paid = "2026-11-12 09:02:00";
    let text = [
        head.to_owned(),
        line(11, 1, "10", 2, "等待买家付款", ""),
        line(12, 1, "5.5", 1, "等待买家付款", ""),
        line(21, 2, "8", 1, "卖家已发货，等待买家确认", paid),
        line(22, 2, "8", 1, "买家已付款，等待卖家发货", paid),
        line(31, 3, "8", 1, "交易成功", paid),
        line(13, 1, "1", 1, "等待买家付款", ""),
        line(41, 4, "8", 1, "飞走了", paid),
        line(42, 4, "8", 1, "交易成功", paid),
        line(51, 5, "8", 1, "交易成功", paid),
    ]
    .concat();
    let reader = open(text);
    assert_eq!(reader.header_set(), HeaderSet::TmallSuborders);
    let (taken, refused) = all(reader);
    let told: Vec<_> = taken
        .iter()
        .map(|o| {
            (
                o.number.as_str(),
                o.total_fen.0,
                o.items.len(),
                o.quantity,
                o.status,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1", 2_550, 2, 3, OrderStatus::Unpaid),
            ("2", 1_600, 2, 2, OrderStatus::Paid),
            ("3", 800, 1, 1, OrderStatus::Finished),
            ("5", 800, 1, 1, OrderStatus::Finished),
        ]
    );
    let told: Vec<_> = refused.iter().map(|r| (r.line, r.reason.code())).collect();
    assert_eq!(
        told,
        [(7, "order-apart"), (8, "unknown-status"), (9, "order-apart")]
    );
}

#[test]
fn a_number_given_twice_comes_twice_in_the_files_order() {
    let text = "订单编号,总金额,订单创建时间,订单付款时间\n\
                1,10,2026-11-12 09:00:00,\n1,10,2026-11-12 09:00:00,2026-11-12 09:10:00\n";
    let (taken, _) = all(open(text));
    let told: Vec<_> = taken.iter().map(|o| (o.number.as_str(), o.status)).collect();
    assert_eq!(told, [("1", OrderStatus::Unpaid), ("1", OrderStatus::Paid)]);
}
