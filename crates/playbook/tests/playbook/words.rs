//! The word material of the made-up situations: shelves of five trades, and how buyers put what they want.

use jinpai_model::{Stage, Technique};

/// What a shop of one trade sells.
pub struct Shelf {
    pub category: &'static str,
    pub titles: [&'static str; 3],
    pub colours: [&'static str; 3],
    pub material: &'static str,
    pub attribute: &'static str,
    pub values: [&'static str; 3],
    pub strengths: [&'static str; 3],
    pub flaw: &'static str,
    pub care: &'static str,
    pub guarantees: &'static [&'static str],
    pub gift: &'static str,
    pub suits: &'static [&'static str],
}

pub const SHELVES: [Shelf; 5] = [
    Shelf {
        category: "连衣裙",
        titles: ["碎花雪纺连衣裙", "醋酸衬衫裙", "针织背心裙"],
        colours: ["杏色", "雾蓝", "墨绿"],
        material: "聚酯纤维 100%",
        attribute: "厚薄",
        values: ["薄款", "适中", "偏厚"],
        strengths: ["裙摆有内衬，不透", "有垂感，不贴肉", "弹力好，坐着不勒"],
        flaw: "浅色面料，深色内衣会透出一点",
        care: "冷水手洗，不要拧干",
        guarantees: &["7天无理由退换", "运费险"],
        gift: "发圈",
        suits: &["通勤", "约会"],
    },
    Shelf {
        category: "蜂蜜",
        titles: ["洋槐蜂蜜两瓶", "枣花蜂蜜礼盒", "荆条蜂蜜小瓶装"],
        colours: ["原味", "桂花味", "姜味"],
        material: "洋槐蜂蜜",
        attribute: "净含量",
        values: ["1000 克", "750 克", "250 克"],
        strengths: ["42 度成熟蜜", "香气浓，适合烘焙", "小瓶带着走"],
        flaw: "天冷放久会结一点晶",
        care: "常温避光，别用湿勺",
        guarantees: &["破损补发"],
        gift: "木柄蜂蜜棒",
        suits: &["泡水", "做早餐"],
    },
    Shelf {
        category: "耳机",
        titles: ["入耳降噪款", "半开放轻量款", "头戴折叠款"],
        colours: ["黑色", "白色", "雾灰"],
        material: "ABS 外壳",
        attribute: "续航",
        values: ["32 小时", "28 小时", "45 小时"],
        strengths: ["地铁里能听清", "单耳 4.2 克，久戴不胀", "耳罩能拆下来洗"],
        flaw: "入耳久了有人会闷",
        care: "耳塞套一周擦一次",
        guarantees: &["7天无理由退换", "一年质保"],
        gift: "收纳包",
        suits: &["通勤", "学习"],
    },
    Shelf {
        category: "餐桌",
        titles: ["白蜡木餐桌", "岩板饭桌", "可伸缩圆桌"],
        colours: ["原木色", "胡桃色", "奶白"],
        material: "白蜡木",
        attribute: "长度",
        values: ["1.4 米", "1.6 米", "1.2 米"],
        strengths: ["桌腿榫卯连接", "耐刮，热锅能放", "拉开坐八个人"],
        flaw: "实木有天然结疤，每张纹理不一样",
        care: "半年上一次木蜡油",
        guarantees: &["三年质保", "送货上楼"],
        gift: "桌旗",
        suits: &["小户型", "聚餐"],
    },
    Shelf {
        category: "保温杯",
        titles: ["316 直身杯", "大容量旅行壶", "随手小胖杯"],
        colours: ["雾蓝", "米白", "樱粉"],
        material: "内胆 316 不锈钢",
        attribute: "容量",
        values: ["500 毫升", "1 升", "350 毫升"],
        strengths: ["泡茶不留味", "一壶够喝一天", "放得进小包"],
        flaw: "杯口不大，放不进大冰块",
        care: "不能进洗碗机",
        guarantees: &["7天无理由退换"],
        gift: "杯刷",
        suits: &["上班", "开车"],
    },
];

pub const PREFACES: &[&str] = &[
    "材质是什么的",
    "这款是新款吗",
    "图上这个是实拍吗",
    "包装是盒子还是袋子",
];

pub const PRESSES: &[&str] = &[
    "能便宜点吗",
    "有点贵，优惠些呗",
    "还能再少点不",
    "打个折呗",
    "价格能不能再低一点",
    "给个优惠价吧",
    "再让一点嘛",
    "最低多少能卖",
    "别家可比你这便宜",
    "便宜几块呗老板",
];

/// The stage of bargaining that a step is.
pub const fn stage(technique: Technique) -> Option<Stage> {
    match technique {
        Technique::ExplainPrice => Some(Stage::ExplainPrice),
        Technique::Compare => Some(Stage::Compare),
        Technique::SmallKindness => Some(Stage::SmallKindness),
        Technique::Coupon => Some(Stage::Coupon),
        Technique::FloorPrice => Some(Stage::FloorPrice),
        Technique::StandFirm => Some(Stage::StandFirm),
        _ => None,
    }
}

/// How buyers call for a step. `A` and `B` stand for two colours, `T` and `U` for two products, `C` for the kind of goods,
/// `Y` for a use.
pub const fn asks(technique: Technique) -> &'static [&'static str] {
    match technique {
        Technique::LowStock => &[
            "这款还有现货吗",
            "还有货没",
            "现在库存多吗",
            "还剩多少件呀",
            "这个有货吗",
            "仓库里还有吗",
            "现货还有几件",
            "我再想想",
            "我考虑一下再说",
        ],
        Technique::PriceEnding => &[
            "活动几号结束呀",
            "这个优惠到什么时候",
            "活动还有多久",
            "活动价到几点截止",
            "优惠截止到啥时候",
            "我再考虑考虑",
        ],
        Technique::CourierCutoff => &[
            "现在付款今天能发吗",
            "今天还能发货不",
            "现在拍今天发得出去吗",
            "几点前拍今天发",
            "今天下单当天能寄出吗",
            "什么时候发货呀",
        ],
        Technique::EitherOr => &[
            "A和B我有点纠结",
            "A跟B选哪个好呢，拿不定主意",
            "A还是B，好难选",
            "在A和B之间犹豫",
            "A和B都喜欢，选不出来",
        ],
        Technique::HelpChoosing => &[
            "我Y用，哪款合适",
            "帮我选一款吧，Y的",
            "你觉得哪个更适合我",
            "不知道选哪款好",
            "平时Y，该买哪个",
            "帮忙参谋一下选哪个",
        ],
        Technique::TrueAlternative => &[
            "A还有吗",
            "A有货吗",
            "A的没有了吗",
            "有没有A现货",
            "想要A的，有现货吗",
        ],
        Technique::SeveralRecommendations => &[
            "有什么推荐的吗",
            "想买C，推荐几款吧",
            "给我推荐推荐",
            "帮我推荐两款C",
            "你家C有哪些好的推荐一下",
        ],
        Technique::Comparison => &[
            "T和U有啥区别",
            "T和U差在哪",
            "T跟U有什么不一样",
            "帮我对比一下T和U",
            "T和U有什么不同",
        ],
        Technique::FlawsFirst => &[
            "有没有什么缺点",
            "说说有啥不足",
            "这个有什么不好的地方吗",
            "缺点是啥，实话说",
            "有什么毛病吗",
        ],
        Technique::SmallKindness => &["有没有赠品呀", "有小礼物送吗", "送点什么不", "下单有礼物吗"],
        Technique::LeaveSmallTalk => &[
            "哈哈我家猫今天又把窗帘抓了",
            "昨天下大雨我在路上堵了两小时",
            "我同事说周末要去爬山",
            "今天天气真好，想出去玩",
            "我妈昨晚又在跳广场舞哈哈",
            "我们这儿这两天降温了，冷死了",
        ],
        Technique::ServedInTurn => &[
            "等好久了",
            "人呢，怎么没人回",
            "等半天了都没人理",
            "怎么还不回，等了十分钟了",
            "有人吗，一直没回复",
        ],
        Technique::ServedSoon => &[
            "帮我查一下物流到哪了",
            "麻烦查下我的发票开了没",
            "能帮我问下仓库吗",
            "帮我核实下订单地址",
            "帮我看看退款到哪一步了",
        ],
        Technique::Comfortable => &[
            "不好意思问了这么多",
            "我问题有点多，别嫌烦",
            "是不是太麻烦您了",
            "抱歉老打扰你",
            "真不好意思，又来问了",
        ],
        Technique::Understood => &[
            "收到的东西少了一个，太气人了",
            "发错颜色了，你们怎么搞的",
            "这都第二次出问题了，很失望",
            "包裹破了东西也坏了",
            "说好的没做到，我要投诉",
        ],
        Technique::Helped => &[
            "优惠券怎么用呀",
            "我不会付款，怎么弄",
            "地址填错了怎么改",
            "怎么申请退货",
            "第一次网购，怎么下单",
        ],
        Technique::Valued => &[
            "又来下单了",
            "老顾客又来回购啦",
            "我又拍了一件",
            "又来买了，都回购好几次了",
        ],
        Technique::Praised => &[
            "就选A吧，好喜欢",
            "我选好了，就要A的",
            "A真好看，就它了",
            "那我就定A了",
        ],
        Technique::Respected => &[
            "太贵了，不买了",
            "算了，不要了",
            "先不买了，谢谢",
            "别再发消息了",
            "超预算了，下次吧",
        ],
        Technique::Trusted => &[
            "是正品吗",
            "会不会是假的",
            "怎么保证是真的",
            "不会是假货吧",
            "真的假的呀",
        ],
        Technique::Remembered => &["在吗，我又来啦", "你好", "老板在不在，又来了", "亲在吗", "您好呀"],
        Technique::Welcome => &["你好", "在吗", "亲在吗", "您好呀", "老板在不", "你好在吗"],
        // Told with measures.
        Technique::SizeAdvice => &[
            "身高H体重W公斤穿什么码",
            "我Hcm，W公斤，选多大码",
            "H，J斤拿哪个码合适",
            "我身高H厘米，Wkg 要几码",
            "身高H，J斤穿啥尺码好",
        ],
        _ => PRESSES,
    }
}

/// Other words for the same, kept back: cues are not written by them, and only their share is told.
pub const fn kept_back(technique: Technique) -> &'static [&'static str] {
    match technique {
        Technique::LowStock => &["这件还能拍到吗", "库房还有存货么", "是不是快卖完了"],
        Technique::PriceEnding => &["这个折扣哪天截止", "活动价能保留到什么时候", "优惠还剩几天"],
        Technique::CourierCutoff => &["这会儿拍，今天走得了吗", "今天还赶得上发货么", "一般几点停止发货"],
        Technique::EitherOr => &["A还是B好看啊", "A、B都挺好，愁死我了", "你说我拿A还是拿B"],
        Technique::HelpChoosing => &[
            "给个建议呗，我该入哪款",
            "我主要Y，选哪个合适些",
            "这几种我应该挑哪种",
        ],
        Technique::SizeAdvice => &[
            "H高，W公斤，该拿几号",
            "净身高H 体重J斤 要什么尺码",
            "我H/W公斤穿哪个码",
        ],
        Technique::TrueAlternative => &["A断货了吗", "A什么时候补货呀", "还能买到A不"],
        Technique::SeveralRecommendations => {
            &["有没有合适的C给介绍介绍", "C你推荐哪几款", "想看看C，有啥好推荐"]
        }
        Technique::Comparison => &["T比U好在哪里", "T和U的差异是什么", "麻烦说下T和U各自特点，哪不同"],
        Technique::FlawsFirst => &["有啥短板不", "用的人都吐槽什么", "说说它的缺陷呗"],
        Technique::SmallKindness => &["买了送啥不", "有附赠的小东西没", "带不带赠品"],
        Technique::LeaveSmallTalk => &[
            "我们楼下新开了家火锅店，排队排疯了",
            "我儿子今天考试又考砸了哈哈",
            "昨晚追剧追到两点",
        ],
        Technique::ServedInTurn => &["半天了咋没动静", "客服去哪了，等了一刻钟", "都没人回我消息的吗"],
        Technique::ServedSoon => &[
            "能不能给我查查快递走到哪",
            "帮忙看下我那单的发票",
            "你去仓库帮我确认一下呗",
        ],
        Technique::Comfortable => &[
            "给您添麻烦了，我啰嗦",
            "我是不是问太多了",
            "老是问你，怪不好意思的",
        ],
        Technique::Understood => &[
            "东西是坏的，你们怎么发货的",
            "又给我发错了，真让人生气",
            "用了两天就裂了，太差劲",
        ],
        Technique::Helped => &["这个券咋领啊", "付不了款怎么回事", "收货地址在哪改"],
        Technique::Valued => &["又来光顾你家了", "第五次来买啦", "又下了一单"],
        Technique::Praised => &[
            "A我超喜欢，要了",
            "选来选去还是A最合我心意，定了",
            "就拿A这个吧，漂亮",
        ],
        Technique::Respected => &["价位接受不了，算了吧", "我还是不买了", "请不要再给我发信息"],
        Technique::Trusted => &["保真吗", "是不是冒牌货啊", "怎么知道你们卖的不是假的"],
        Technique::Remembered => &["哈喽，在不在", "老板，我又来咯", "亲，在吗"],
        Technique::Welcome => &["哈喽", "有人吗", "亲，您好"],
        _ => &[
            "这价还有得谈吗",
            "你再给我减一减嘛",
            "太贵啦，少收点",
            "便宜些我就下单",
            "还能再优惠点儿不",
        ],
    }
}
