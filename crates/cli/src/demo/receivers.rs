//! To whom the demo's orders go. Nobody of these lives anywhere.

/// Who takes a parcel, with the number as platforms show it, and where.
pub struct Made {
    pub name: &'static str,
    pub phone: String,
    pub address: &'static str,
}

const NAMES: [&str; 7] = ["林晓雨", "周禾", "陈以安", "许青", "何小满", "沈木子", "高远"];
const ADDRESSES: [&str; 10] = [
    "江苏省 苏州市 姑苏区 梧桐巷 18 号 3 幢 502",
    "浙江省 杭州市 西湖区 麦浪路 6 号",
    "广东省 广州市 天河区 木棉街 27 号 1202",
    "四川省 成都市 青羊区 锦竹路 9 号 2 单元 8 楼",
    "山东省 青岛市 市南区 海盐路 41 号",
    "湖北省 武汉市 江汉区 江雾里 5 号 701",
    "上海 上海市 静安区 青提弄 12 号",
    "北京 北京市 朝阳区 柿子胡同 33 号",
    "陕西省 西安市 雁塔区 石榴路 70 号 4 单元",
    "福建省 厦门市 思明区 山有木路 2 号",
];

/// The receiver of the demo's `n`th order.
pub fn receiver(n: usize) -> Made {
    Made {
        name: NAMES[n % NAMES.len()],
        phone: format!("138****{:04}", n * 733 % 10_000),
        address: ADDRESSES[n * 3 % ADDRESSES.len()],
    }
}
