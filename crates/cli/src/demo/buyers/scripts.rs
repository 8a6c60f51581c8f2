//! What the demo's forty buyers say and order: every buyer type and every errand of a shop's day comes up.
//!
//! All of it is made up. A line of a real talk must never stand here, nor a phone number or a whole address.

use super::Script;

/// A buyer who comes so many seconds after the start, and as yet says nothing.
const fn comes(comes_s: u64, id: &'static str, name: &'static str) -> Script {
    Script {
        id,
        name,
        comes_s,
        lines: &[],
        orders: None,
        pays_after_s: None,
        patience_s: PATIENCE_S,
    }
}

/// She says the next line unanswered after so long.
const PATIENCE_S: u64 = 40;

impl Script {
    const fn hurries(mut self) -> Self {
        self.patience_s = 2;
        self
    }

    const fn says(mut self, lines: &'static [&'static str]) -> Self {
        self.lines = lines;
        self
    }

    const fn orders(mut self, sku: &'static str) -> Self {
        self.orders = Some(sku);
        self
    }

    const fn pays_after(mut self, seconds: u64) -> Self {
        self.pays_after_s = Some(seconds);
        self
    }
}

/// In the order of their coming. Seven in the first minute, so that there is soon something to answer;
/// then one every quarter of a minute or so, for as long as a newcomer is likely to look on.
pub const SCRIPTS: &[Script] = &[
    comes(2, "u-101", "小鹿")
        .says(&["在吗", "这款大衣会掉色吗", "能便宜点吗", "好的，那我再看看"])
        .orders("coat-camel-l"),
    comes(6, "u-102", "阿 May")
        .says(&["毛衣图片和实物一样吗", "有雾蓝的吗", "那拍了，什么时候发货"])
        .orders("knit-cream-m")
        .pays_after(20),
    comes(11, "u-103", "Leo_2020").says(&["我的快递三天没动了", "到底什么时候能到啊"]),
    comes(18, "u-104", "青柠").says(&["鹅绒服 M 码有货吗", "165 55 公斤穿 M 合适吗"]),
    comes(27, "u-105", "老周")
        .says(&["袜子三双 45 块？", "起不起球"])
        .orders("socks-3"),
    comes(38, "u-106", "文文").says(&["收到了，围巾有线头", "能换一条吗"]),
    comes(52, "u-107", "海盐汽水").says(&["短靴还补货吗"]),
    // Buys and is gone.
    comes(60, "u-108", "桃子味的风")
        .says(&["雾蓝毛衣有货吧，有的话直接拍了"])
        .orders("knit-cream-m")
        .pays_after(15),
    // Knows nothing of materials; fading and size.
    comes(76, "u-109", "momo").says(&[
        "我不太懂料子哈",
        "混纺是啥意思，冬天穿会冷吗",
        "洗了掉不掉色",
        "162 52公斤穿 L 会不会太大",
    ]),
    // Expert.
    comes(93, "u-110", "羽绒测评阿澈")
        .says(&[
            "90% 是绒子含量还是含绒量",
            "180 克是 M 码的充绒吧？蓬松度多少",
            "面料防钻绒吗，有没有检测报告",
            "行，参数对得上",
        ])
        .orders("down-long-m"),
    // Half in the know, and analytic.
    comes(109, "u-111", "表格星人").says(&[
        "大衣 256 羊毛 62%，毛衣 128 羊毛 30%，对吧",
        "羊毛越多越暖和？",
        "只看保暖，一块钱花得最值的是哪件",
        "好，我再对比一下",
    ]),
    // Generous with the price; wants advice.
    comes(126, "u-112", "王先森")
        .says(&["给我妈买件鹅绒服，价格无所谓", "雾灰和藏青哪个耐脏", "就听你的"])
        .orders("down-long-m")
        .pays_after(25),
    // Only tests the water.
    comes(142, "u-113", "豆沙包").says(&["大衣最近有活动不", "没有也没事，随口问问😄"]),
    // Insists, and bargains to the end.
    comes(158, "u-114", "砍价选手Q").says(&[
        "大衣 200 卖不卖",
        "那 220，马上付款",
        "我都看好几家了，给个实在价",
        "抹个零总行吧，250",
        "250 再送双袜子",
        "一分不让啊？那我不拍了",
    ]),
    // Price match.
    comes(175, "u-115", "山脚下的猫").says(&[
        "上周在你家 256 拍的大衣",
        "今天看到别家一样的才 239",
        "保价吗，差价怎么退",
    ]),
    // Perfectionist.
    comes(192, "u-116", "一丝不苟").says(&[
        "毛衣领口走线齐不齐",
        "能拍张细节吗，不要修过的",
        "左右麻花对不对称",
        "有一点色差我都会退的，先说好",
    ]),
    // Doubtful.
    comes(208, "u-117", "将信将疑的鱼").says(&["39 的围巾能好到哪去", "好评不会是刷的吧", "真不掉毛？"]),
    // Knows the quality and takes it as it is; colour.
    comes(225, "u-118", "老陈头")
        .says(&["混纺的起点小球正常，我懂", "燕麦色还有吧，来一件"])
        .orders("coat-camel-l"),
    // Sociable.
    comes(241, "u-119", "话多的小熊").says(&[
        "今天降温啦，冻得我不想出门",
        "你们那边下雪了没😂",
        "这么晚还上班呀，辛苦辛苦",
        "我家猫可爱趴毛衣上了",
        "对了米白的显不显胖",
        "哈哈跟你聊天真开心",
    ]),
    // Polite.
    comes(258, "u-120", "林间有光")
        .says(&["您好，打扰一下", "麻烦问下围巾有墨绿色吗", "好的，辛苦您了"])
        .orders("scarf-rust"),
    // Orders and does not pay.
    comes(274, "u-121", "先占个坑")
        .says(&["先拍着占个位哈", "上次那两单？忘付了，自动关了呗", "这单也不急"])
        .orders("down-long-m"),
    // Decided; dispatch.
    comes(291, "u-122", "Kevin要快")
        .says(&["驼色大衣 L，今天发得出吗", "别介绍，就说能不能", "行，拍了"])
        .orders("coat-camel-l"),
    // Courier.
    comes(308, "u-123", "晒太阳的稻草").says(&["你们发什么快递", "镇上只有邮政能送到，可以指定吗"]),
    // Late parcel, and self-centred.
    comes(324, "u-124", "本宫最大").says(&[
        "派送中都两天了",
        "我不管你们忙不忙，先查我的",
        "明天我就要穿，到不了你们看着办",
    ]),
    // Complaint.
    comes(341, "u-125", "方方方").says(&[
        "短靴才穿一星期就开胶了",
        "这质量也太差了，我要投诉",
        "你们打算怎么处理",
    ]),
    // Return.
    comes(357, "u-126", "不吃香菜").says(&["大衣收到了，上身颜色不太喜欢", "吊牌没剪，能退吧", "运费谁出"]),
    // Exchange; friendly about it.
    comes(374, "u-127", "奶盖🐾").says(&["毛衣很软，就是我买小啦", "M 能换大一码不", "不着急，你们慢慢弄～"]),
    // Invoice.
    comes(390, "u-128", "采购小赵")
        .says(&["公司发福利买袜子，能开发票吗", "抬头和税号写哪里"])
        .orders("socks-3"),
    // Gift.
    comes(407, "u-129", "糖炒栗子")
        .says(&[
            "围巾送朋友过生日，礼盒要另外加钱吗",
            "能放张卡片吗，就写生日快乐",
            "价格单别放进去哦",
        ])
        .orders("scarf-rust")
        .pays_after(20),
    // Address change.
    comes(423, "u-130", "大强").says(&["刚拍的那单地址填错了", "是 3 栋不是 8 栋", "还没发吧？帮我改下"]),
    // Cancels, and orders anew.
    comes(439, "u-131", "芋泥啵啵")
        .says(&["鹅绒服颜色拍错了，能帮我取消吗", "我要的是藏青", "那我重新拍一个"])
        .orders("down-long-m"),
    // An unpaid order of her own.
    comes(456, "u-132", "拖延症晚期").says(&[
        "昨晚那单忘付了，还在不在",
        "现在付老是提示失败",
        "换张卡试试？",
    ]),
    // Member question.
    comes(472, "u-133", "Coco_Z").says(&["我是会员，积分能抵多少钱", "生日月有券吗"]),
    // Repeat buyer, friendly.
    comes(489, "u-134", "蓝莓山")
        .says(&[
            "又是我😊 去年那件大衣穿得可舒服了",
            "这次给我爸带几双袜子",
            "还跟上回一样，包装简单点就行",
        ])
        .orders("socks-3")
        .pays_after(15),
    // Silent: one word, and no answer to anything.
    comes(505, "u-135", "zz").says(&["随便看看"]),
    // In traditional characters.
    comes(522, "u-136", "陳小貓").says(&["請問可以寄到香港嗎", "鐵鏽紅實物會不會偏橘", "運費怎麼算呢"]),
    // In English.
    comes(538, "u-137", "Emma W.").says(&[
        "Hi, is the long one real goose down?",
        "I'm 170 cm, would M be ok?",
        "How many days to Shanghai?",
    ]),
    // Five short messages instead of one.
    comes(553, "u-138", "急急急")
        .says(&["在", "在不在", "大衣", "燕麦色", "还有马"])
        .hurries(),
    // Abusive, mildly.
    comes(577, "u-139", "暴躁老李").says(&[
        "什么破店，要墨绿给我发个红的",
        "客服都是吃干饭的？",
        "一群废物，赶紧给我补发",
    ]),
    // Says thanks, and that is all.
    comes(600, "u-140", "晚风").says(&["谢谢"]),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::SCRIPTS;
    use crate::demo::goods::Article;

    /// An order of an article that the shop does not have, or is out of, would be passed over without a word.
    #[test]
    fn every_order_is_of_an_article_in_stock() {
        for script in SCRIPTS {
            let Some(sku) = script.orders else { continue };
            let stock = Article::of(sku).and_then(|article| article.product().stock);
            assert!(stock.is_some_and(|pieces| pieces > 0), "{}: {sku}", script.id);
        }
    }

    #[test]
    fn forty_different_buyers_come_one_after_the_other() {
        let ids: HashSet<_> = SCRIPTS.iter().map(|script| script.id).collect();
        let names: HashSet<_> = SCRIPTS.iter().map(|script| script.name).collect();
        assert_eq!((ids.len(), names.len()), (40, 40));
        assert!(SCRIPTS.is_sorted_by(|a, b| a.comes_s < b.comes_s));
        assert!(SCRIPTS.iter().all(|script| (1..=6).contains(&script.lines.len())));
    }
}
