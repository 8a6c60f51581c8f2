//! The province in an address. Nothing else of an address is taken.

const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

/// The province at the head of an address, in its short form: `浙江省杭州市…` is `浙江`.
#[must_use]
pub fn province(address: &str) -> Option<&'static str> {
    let address = address.trim().trim_start_matches("中国").trim_start();
    PROVINCES.into_iter().find(|name| address.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::province;

    #[test]
    fn an_address_gives_its_province_and_no_more() {
        for (address, found) in [
            ("浙江省 杭州市 西湖区 某路 1 号", Some("浙江")),
            ("内蒙古自治区", Some("内蒙古")),
            ("上海上海市浦东新区", Some("上海")),
            ("中国 广东省 深圳市", Some("广东")),
            ("某路 1 号", None),
            ("", None),
        ] {
            assert_eq!(province(address), found, "{address}");
        }
    }
}
