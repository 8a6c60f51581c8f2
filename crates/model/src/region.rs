//! The province in an address.

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

/// Whether an address names a province and stops there, as reports do that tell no more: `浙江省`.
pub(crate) fn only_province(address: &str) -> bool {
    const ENDS: [&str; 8] = [
        "",
        "省",
        "市",
        "自治区",
        "壮族自治区",
        "回族自治区",
        "维吾尔自治区",
        "特别行政区",
    ];
    let address = address.trim();
    province(address).is_some_and(|name| {
        let rest = address.strip_prefix(name).unwrap_or_default();
        ENDS.contains(&rest)
    })
}

#[cfg(test)]
mod tests {
    use super::{only_province, province};

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

    #[test]
    fn a_report_that_tells_only_a_province_tells_no_address() {
        for address in ["上海", "浙江省", "内蒙古自治区", "香港特别行政区"] {
            assert!(only_province(address), "{address}");
        }
        for address in ["上海市浦东新区某路 1 号", "某路 1 号", "浙江省杭州市", ""] {
            assert!(!only_province(address), "{address}");
        }
    }
}
