//! The word material of the made-up catalogue: kinds of goods of five trades, and what a shop would say of them.

/// One kind of goods, from which several articles are made.
pub struct Kind {
    /// As the template's column 行业 takes it; empty for a general shop.
    pub trade: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    /// The cheapest article, in yuan.
    pub yuan: i64,
    /// What tells articles of a kind apart: the title's first word, and the material.
    pub styles: &'static [(&'static str, &'static str)],
    /// Two options of pieces and their values.
    pub first: (&'static str, &'static [&'static str]),
    pub second: (&'static str, &'static [&'static str]),
    pub attributes: &'static str,
    /// As the template writes it; empty where sizes mean nothing.
    pub sizes: &'static str,
    pub care: &'static str,
    pub strengths: &'static str,
    pub flaws: &'static str,
    pub questions: &'static str,
}

const LETTERS: &[&str] = &["S", "M", "L", "XL"];
const SOFT: &[&str] = &["米白", "雾蓝", "驼色"];
const DARK: &[&str] = &["黑色", "藏青", "深灰"];
const BODY: &str = "尺码,身高cm,体重kg；S,150-158,40-48；M,156-164,46-54；L,162-170,52-62；XL,168-178,60-72";

pub const KINDS: &[Kind] = &[
    Kind {
        trade: "服饰", name: "连衣裙", category: "连衣裙", yuan: 159,
        styles: &[("碎花", "棉 70%，粘纤 30%"), ("针织", "粘纤 62%，锦纶 38%"), ("雪纺", "聚酯纤维 100%"), ("亚麻", "亚麻 55%，棉 45%"), ("丝绒", "聚酯纤维 95%，氨纶 5%"), ("牛仔", "棉 98%，氨纶 2%")],
        first: ("颜色", SOFT), second: ("尺码", LETTERS), attributes: "版型:收腰；裙长:过膝；领型:V 领", sizes: BODY,
        care: "30 度以下轻柔机洗，装洗衣袋，反面晾干", strengths: "腰线偏高；裙摆不勾丝", flaws: "浅色内里要搭浅色内衣；面料有正常褶皱",
        questions: "会不会透=浅色会透一点，里面搭肤色打底就好；偏大还是偏小=正常尺码，介于两码之间按体重选大一码",
    },
    Kind {
        trade: "服饰", name: "针织衫", category: "毛衣", yuan: 129,
        styles: &[("羊毛", "羊毛 80%，锦纶 20%"), ("麻花", "腈纶 70%，羊毛 30%"), ("羊绒混纺", "山羊绒 30%，羊毛 70%"), ("冰丝", "粘纤 80%，锦纶 20%"), ("马海毛", "马海毛 40%，锦纶 60%"), ("纯棉", "棉 100%")],
        first: ("颜色", SOFT), second: ("尺码", LETTERS), attributes: "厚薄:常规；领型:圆领；版型:直筒", sizes: BODY,
        care: "手洗或干洗，平铺晾干，不要拧", strengths: "领口包边不易松；袖口双层", flaws: "摩擦多的地方会起少量毛球；深色头几次会有浮色",
        questions: "会起球吗=羊毛类穿着摩擦会有少量毛球，用刮毛器轻轻刮掉就好；扎不扎=支数细，贴身穿大多不扎，敏感肤质建议内搭一件",
    },
    Kind {
        trade: "服饰", name: "衬衫", category: "衬衫", yuan: 99,
        styles: &[("牛津纺", "棉 100%"), ("法兰绒", "棉 100%"), ("竹纤维", "竹纤维 50%，聚酯纤维 50%"), ("亚麻", "亚麻 100%"), ("天丝", "莱赛尔 100%"), ("泡泡纱", "棉 95%，氨纶 5%")],
        first: ("颜色", &["白色", "浅蓝", "条纹"]), second: ("尺码", LETTERS), attributes: "版型:宽松；袖长:长袖；领型:方领", sizes: BODY,
        care: "可机洗，低温熨烫", strengths: "肩线落肩好穿；扣子加固缝", flaws: "纯棉易皱，穿前熨一下更挺",
        questions: "要不要熨=挂着晾干大多不用熨，想更挺可以低温熨一下；缩水吗=首次洗有一成以内的缩水，下单按平时尺码就好",
    },
    Kind {
        trade: "服饰", name: "休闲裤", category: "裤装", yuan: 109,
        styles: &[("直筒", "棉 97%，氨纶 3%"), ("束脚", "聚酯纤维 88%，氨纶 12%"), ("灯芯绒", "棉 100%"), ("工装", "棉 100%"), ("阔腿", "粘纤 70%，聚酯纤维 30%"), ("西装", "聚酯纤维 65%，粘纤 35%")],
        first: ("颜色", DARK), second: ("尺码", LETTERS), attributes: "腰型:中腰；弹力:微弹；裤长:长裤", sizes: "尺码,腰围cm,臀围cm；S,62-68,86-90；M,68-74,90-95；L,74-80,95-100；XL,80-88,100-106",
        care: "反面机洗，深浅分开", strengths: "后腰有松紧；口袋深", flaws: "深色首次洗会有浮色",
        questions: "腰围怎么量=绕肚脐下两指一圈，贴身量，不要勒紧；有没有弹力=微弹，久坐不勒",
    },
    Kind {
        trade: "服饰", name: "运动鞋", category: "鞋", yuan: 199,
        styles: &[("网面", "聚酯纤维网布，橡胶底"), ("皮面", "牛皮面，橡胶底"), ("加绒", "合成革面，短绒里"), ("轻量", "针织面，EVA 底"), ("防滑", "网布面，耐磨橡胶底"), ("板鞋款", "帆布面，橡胶底")],
        first: ("颜色", &["白色", "黑色"]), second: ("鞋码", &["37", "38", "39", "40", "41", "42"]), attributes: "鞋头:圆头；闭合:系带", sizes: "尺码,脚长mm；37,230-235；38,235-240；39,240-245；40,245-250；41,250-255；42,255-260",
        care: "软布擦净阴干，不要暴晒", strengths: "后跟加厚；鞋底有纹防滑", flaws: "脚背高、脚宽要选大一码",
        questions: "偏码吗=正常码，脚宽或脚背高选大一码；磨脚吗=后跟是软包边，新鞋头两天可以穿厚一点的袜子",
    },
    Kind {
        trade: "食品", name: "坚果", category: "零食", yuan: 29,
        styles: &[("原味", "腰果、杏仁、核桃"), ("盐焗", "开心果、食用盐"), ("蜂蜜", "巴旦木、蜂蜜"), ("奶香", "夏威夷果、奶粉"), ("每日", "混合坚果、蔓越莓干"), ("带壳", "核桃、碧根果")],
        first: ("规格", &["250 克", "500 克", "1 千克"]), second: ("包装", &["袋装", "罐装"]), attributes: "保质期:180 天；储存:阴凉干燥；产地:见包装", sizes: "",
        care: "开封后扎紧袋口，两周内吃完", strengths: "小袋独立包装；不加防腐剂", flaws: "含坚果，过敏的朋友不能吃；夏天路上可能受潮回软",
        questions: "保质期多久=180 天，生产日期印在包装背面；孕妇能吃吗=是普通食品，有没有忌口请听医生的",
    },
    Kind {
        trade: "食品", name: "茶叶", category: "茶饮", yuan: 59,
        styles: &[("茉莉花", "绿茶、茉莉花"), ("铁观音", "乌龙茶"), ("熟普", "普洱茶"), ("白毫", "白茶"), ("正山", "红茶"), ("陈皮", "普洱茶、陈皮")],
        first: ("规格", &["100 克", "250 克", "500 克"]), second: ("包装", &["自饮装", "礼盒装"]), attributes: "储存:密封避光；冲泡:85–95 度", sizes: "",
        care: "密封，远离异味，喝多少取多少", strengths: "当年新茶；附泡茶说明", flaws: "礼盒分量重，偏远地区要多两天",
        questions: "送人合适吗=有礼盒装，附手提袋；怎么泡=一杯放 3 克，水烧开放一分钟再冲",
    },
    Kind {
        trade: "食品", name: "鲜果", category: "生鲜", yuan: 39,
        styles: &[("赣南", "脐橙"), ("烟台", "苹果"), ("攀枝花", "芒果"), ("海南", "火龙果"), ("新疆", "梨"), ("丹东", "草莓")],
        first: ("重量", &["3 斤", "5 斤", "9 斤"]), second: ("大小", &["中果", "大果"]), attributes: "储存:冷藏；发货:产地直发", sizes: "",
        care: "到货当天拆箱透气，冷藏保存", strengths: "现摘现发；坏果拍照就赔", flaws: "是农产品，大小和甜度会有差别；路上可能有个别压伤",
        questions: "有坏的怎么办=签收 24 小时内拍照发来，按坏果数量赔付；几天能到=产地发货，一般两到四天",
    },
    Kind {
        trade: "数码", name: "充电器", category: "充电", yuan: 49,
        styles: &[("氮化镓", "PC 外壳"), ("迷你", "PC 外壳"), ("双口", "PC 外壳"), ("三口", "PC 外壳"), ("快充", "阻燃 PC"), ("桌面", "铝合金")],
        first: ("功率", &["20W", "33W", "65W"]), second: ("颜色", &["白色", "黑色"]), attributes: "接口:Type-C；输入:100–240V", sizes: "",
        care: "远离水汽，插头不用时拔下", strengths: "折叠插脚；满载有温度保护", flaws: "大功率要配支持的线才能跑满；满载时外壳会温热",
        questions: "我的手机能快充吗=看手机支持的协议，把型号发我帮您查；发热正常吗=满载会温热，烫手就停用找我换",
    },
    Kind {
        trade: "数码", name: "数据线", category: "线材", yuan: 19,
        styles: &[("编织", "尼龙编织"), ("液态硅胶", "硅胶"), ("弯头", "TPE"), ("磁吸", "尼龙编织"), ("伸缩", "TPE"), ("加粗", "尼龙编织")],
        first: ("长度", &["0.5 米", "1 米", "2 米"]), second: ("颜色", &["白色", "黑色"]), attributes: "接口:Type-C；电流:见规格", sizes: "",
        care: "不要对折压线", strengths: "接口加固；弯折测试过", flaws: "长线充电会慢一点",
        questions: "能传数据吗=能，支持 USB 2.0 传输；保修多久=一年内非人为损坏换新",
    },
    Kind {
        trade: "数码", name: "蓝牙耳机", category: "耳机", yuan: 99,
        styles: &[("半入耳", "ABS"), ("入耳式", "ABS，硅胶耳塞"), ("挂脖", "硅胶"), ("头戴", "蛋白皮耳罩"), ("骨传导", "硅胶"), ("运动", "硅胶")],
        first: ("颜色", &["白色", "黑色", "蓝色"]), second: ("版本", &["标准", "降噪"]), attributes: "蓝牙:5.3；续航:约 6 小时；防水:生活防水", sizes: "",
        care: "耳塞定期清洁，充电仓别进水", strengths: "开盖即连；弹窗显示电量", flaws: "隔音不如有线；戴眼镜久了会夹",
        questions: "能不能降噪=降噪版能，标准版没有降噪；一只耳朵没声音怎么办=先放回充电仓重新配对，还不行拍视频发我",
    },
    Kind {
        trade: "家具", name: "书桌", category: "桌子", yuan: 399,
        styles: &[("实木", "橡胶木"), ("钢木", "钢架，E0 级板材"), ("折叠", "钢架，E0 级板材"), ("升降", "钢架，E0 级板材"), ("转角", "E0 级板材"), ("儿童", "松木")],
        first: ("尺寸", &["80×50cm", "100×50cm", "120×60cm"]), second: ("颜色", &["原木色", "白色"]), attributes: "组装:需要；桌高:75cm", sizes: "",
        care: "湿布拧干擦，热锅加垫", strengths: "四角打圆；附工具和视频", flaws: "要自己装，一个人约四十分钟；实木会有天然纹路和小节疤",
        questions: "包安装吗=附安装视频，自己装约四十分钟，需要上门可加装；能送上楼吗=送到楼下，送上楼看物流点，先帮您问好再发",
    },
    Kind {
        trade: "家具", name: "衣帽架", category: "收纳", yuan: 79,
        styles: &[("落地", "橡胶木"), ("壁挂", "钢"), ("多层", "钢管"), ("转角", "竹"), ("带鞋架", "钢管"), ("推拉", "铝合金")],
        first: ("颜色", &["原木色", "黑色", "白色"]), second: ("大小", &["小号", "大号"]), attributes: "承重:见说明；组装:需要", sizes: "",
        care: "干布擦，别泡水", strengths: "底座加宽；附防倒扣", flaws: "挂太偏会倾，冬衣要两边匀着挂",
        questions: "会不会倒=底座加宽，地面不平请垫平，冬衣两边匀着挂；要打孔吗=落地款不用，壁挂款要打孔",
    },
    Kind {
        trade: "", name: "保温杯", category: "杯壶", yuan: 69,
        styles: &[("直身", "316 不锈钢内胆"), ("弹盖", "316 不锈钢内胆"), ("大容量", "304 不锈钢内胆"), ("儿童", "316 不锈钢内胆"), ("咖啡", "陶瓷涂层"), ("便携", "304 不锈钢内胆")],
        first: ("容量", &["350ml", "500ml", "750ml"]), second: ("颜色", &["雾白", "墨绿"]), attributes: "保温:约 6 小时；密封:硅胶圈", sizes: "",
        care: "新杯先用温水洗，勿进微波炉", strengths: "真空层；杯口包边不割嘴", flaws: "装碳酸饮料会顶盖；外壁磕碰会掉漆",
        questions: "能装牛奶吗=短时间可以，不要过夜；漏不漏=盖到位不漏，密封圈要装回去",
    },
    Kind {
        trade: "", name: "收纳箱", category: "收纳", yuan: 35,
        styles: &[("带轮", "PP"), ("折叠", "PP"), ("布艺", "牛津布，钢架"), ("透明", "PET"), ("真空", "PE"), ("抽屉式", "PP")],
        first: ("大小", &["小号", "中号", "大号"]), second: ("颜色", &["透明", "灰色"]), attributes: "承重:见说明；叠放:可叠", sizes: "",
        care: "湿布擦，避免暴晒", strengths: "可叠放；带轮好推", flaws: "塑料新开有味，通风一两天就散",
        questions: "有味道吗=新开会有点塑料味，通风一两天就散；能叠几层=空箱叠五层，装满叠两层",
    },
    Kind {
        trade: "", name: "床品套件", category: "家纺", yuan: 169,
        styles: &[("纯棉", "棉 100%"), ("天丝", "莱赛尔 100%"), ("水洗棉", "棉 100%"), ("珊瑚绒", "聚酯纤维 100%"), ("磨毛", "棉 100%"), ("提花", "棉 60%，粘纤 40%")],
        first: ("尺寸", &["1.2 米床", "1.5 米床", "1.8 米床"]), second: ("颜色", SOFT), attributes: "件数:四件；织法:斜纹", sizes: "",
        care: "首次单独洗，30 度以下，阴干", strengths: "拉链款好套；四角有绑带", flaws: "首次洗有轻微浮毛；尺寸有正常误差",
        questions: "包含什么=被套一个、床单一条、枕套两个；掉色吗=首次单独冷水洗，深色会有一点浮色",
    },
    Kind {
        trade: "", name: "毛巾", category: "家纺", yuan: 15,
        styles: &[("纯棉", "棉 100%"), ("长绒棉", "长绒棉 100%"), ("竹纤维", "竹纤维 70%，棉 30%"), ("儿童", "棉 100%"), ("速干", "超细纤维"), ("提花", "棉 100%")],
        first: ("颜色", SOFT), second: ("规格", &["一条", "三条装"]), attributes: "织法:毛圈；尺寸:34×74cm", sizes: "",
        care: "洗后摊开晾，别用柔顺剂", strengths: "吸水快；不易发硬", flaws: "新毛巾头两次会掉少量浮毛",
        questions: "掉毛吗=新毛巾头两次会有一点浮毛，洗两次就没了；能机洗吗=可以，装洗衣袋更好",
    },
];
