//! Tables of phrases, ours and those of other clients.

use std::io::Cursor;

use jinpai_channels::{
    Lang, Refused,
    phrases::{self, PhraseLine, PhraseRow},
};
use jinpai_model::PhraseScope;

fn read_bytes(bytes: Vec<u8>) -> (Vec<PhraseRow>, Vec<Refused>) {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in phrases::read(Cursor::new(bytes)).unwrap() {
        match row {
            Ok(row) => taken.push(row),
            Err(refusal) => refused.push(refusal),
        }
    }
    (taken, refused)
}

fn read(text: &str) -> (Vec<PhraseRow>, Vec<Refused>) {
    read_bytes(text.as_bytes().to_vec())
}

#[test]
fn what_goes_out_comes_back_as_it_was() {
    let texts = [
        "您好，{{ item }} 有现货的",
        "=1+1",
        "@全体",
        "-5 元券",
        "'引号开头",
        "＝全角",
        "她说\"好\"，再说\n第二行",
        "一,二;三\t四",
        "😊",
    ];
    for lang in [Lang::ZhCn, Lang::En] {
        let line = |text: &'static str| PhraseLine {
            folder: "aftersales",
            code: "th1",
            title: "退货，怎么退",
            text,
            scope: PhraseScope::Mine,
        };
        let csv = phrases::write(texts.map(line), lang);
        assert!(csv.starts_with('\u{feff}'), "Excel knows it by the mark");
        let (taken, refused) = read(&csv);
        assert_eq!(refused, []);
        let back: Vec<&str> = taken.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(back, texts);
        let first = &taken[0];
        assert_eq!((first.line, first.folder.as_deref()), (2, Some("aftersales")));
        assert_eq!(
            (first.code.as_deref(), first.title.as_deref(), first.scope),
            (Some("th1"), Some("退货，怎么退"), Some(PhraseScope::Mine))
        );
    }
}

#[test]
fn no_cell_that_goes_out_is_a_formula() {
    let csv = phrases::write(
        ["=HYPERLINK(\"http://x\")", "+1", "-1", "@x", "\t=1", "＝1"].map(|text| PhraseLine {
            folder: "=own",
            code: "a",
            title: "+t",
            text,
            scope: PhraseScope::Shop,
        }),
        Lang::En,
    );
    for row in csv.lines().skip(1) {
        for cell in row.split(',') {
            let bare = cell.trim_start_matches('"');
            assert!(
                !bare.starts_with(['=', '+', '-', '@', '\t', '＝']),
                "{cell} in {row}"
            );
        }
    }
}

#[test]
fn the_shape_of_qianniu_is_read_in_gbk() {
    let text = "编码,快捷短语,分组\r\n1,亲，在的呢,欢迎语\r\nFH,\"今天下单,今天发\",发货问题\r\n,没有编码的一句,\r\n";
    let (bytes, _, _) = encoding_rs::GBK.encode(text);
    let (taken, refused) = read_bytes(bytes.into_owned());
    assert_eq!(refused, []);
    let told: Vec<_> = (taken.iter())
        .map(|row| (row.code.as_deref(), row.folder.as_deref(), row.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("1"), Some("welcome"), "亲，在的呢"),
            (Some("fh"), Some("发货问题"), "今天下单,今天发"),
            (None, None, "没有编码的一句"),
        ]
    );
}

#[test]
fn a_row_that_cannot_be_a_phrase_says_why() {
    let long = "长".repeat(1_001);
    let (taken, refused) = read(&format!(
        "分类,短码,标题,内容,范围\n\
         对话语,ok,好,好的,全店\n\
         对话语,a,好,,全店\n\
         对话语,发货,好,好的,全店\n\
         一二三四五六七八九十一二三,a,好,好的,全店\n\
         对话语,a,好,{long},全店\n\
         对话语,a,好,好的,邻居\n\
         对话语,a,好\n\
         对话语,a,好,好\0的,全店\n"
    ));
    assert_eq!(taken.len(), 1);
    let told: Vec<_> = refused.iter().map(|r| (r.line, r.reason.code())).collect();
    assert_eq!(
        told,
        [
            (3, "missing"),
            (4, "not-a-code"),
            (5, "longer-than"),
            (6, "too-long"),
            (7, "unknown-scope"),
            (8, "too-few-cells"),
            (9, "nul-byte"),
        ]
    );
    for one in refused {
        let (zh, en) = (one.reason.sentence(Lang::ZhCn), one.reason.sentence(Lang::En));
        assert!(zh.chars().count() > 4 && en.len() > 8, "{zh} / {en}");
    }
}

#[test]
fn what_is_no_table_of_phrases_is_not_read_as_one() {
    for (file, code) in [
        (&b""[..], "empty-file"),
        (b"hello\nworld\n", "unknown-columns"),
        ("内容\n好的\n".as_bytes(), "unknown-columns"),
        ("订单编号,总金额\n1,2\n".as_bytes(), "unknown-columns"),
        (b"PK\x03\x04nonsense", "broken-workbook"),
    ] {
        let error = phrases::read(Cursor::new(file.to_vec())).map(drop).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn a_file_without_end_is_cut_off_and_says_so() {
    let rows = "对话语,好的\n".repeat(6_000);
    let (taken, refused) = read(&format!("分类,内容\n{rows}"));
    assert_eq!(taken.len(), 5_000);
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].reason.code(), "too-many-rows");
}
