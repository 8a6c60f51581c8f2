//! Writing HTML so that text stays text.

use std::fmt::Write as _;

use jinpai_coach::Locale;

const STYLE: &str = "
:root{--ink:#26231f;--quiet:#6b645b;--line:#e6dfd5;--paper:#fffdfa;--ground:#f7f3ec;--hint:#756643;--warn:#b45309;\
--error:#b91c1c;--block:#7f1d1d;--good:#15803d;--bar:#c98a1a}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.65 system-ui,'PingFang SC','Microsoft YaHei',\
'Noto Sans CJK SC',sans-serif;overflow-wrap:anywhere}
header,main{max-width:64rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.75rem}
h1{font-size:1.5rem;margin:0}
h2{font-size:1.1rem;margin:2.25rem 0 .75rem}
p{margin:.25rem 0}
.quiet{color:var(--quiet)}
.small{font-size:.85rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin-top:1.25rem;padding:0}
.tiles li{list-style:none;background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:.7rem .9rem}
.tiles b{display:block;font-size:1.55rem;line-height:1.2;font-variant-numeric:tabular-nums}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:.5rem .9rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.4rem .5rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
th{font-weight:600;color:var(--quiet);font-size:.85rem;white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bars{display:grid;grid-template-columns:minmax(6rem,11rem) 1fr 3.2rem;gap:.35rem .75rem;align-items:center;padding:.8rem .9rem}
.bars svg{width:100%;height:.8rem;display:block;border-radius:.2rem;background:#f0e9de}
.tag{display:inline-block;border-radius:.3rem;padding:0 .4rem;font-size:.8rem;color:#fff;background:var(--hint)}
.tag.warn{background:var(--warn)}.tag.error{background:var(--error)}.tag.block{background:var(--block)}
.tag.good{background:var(--good)}
details{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;margin:.5rem 0}
summary{cursor:pointer;padding:.55rem .9rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:baseline}
summary::before{content:'▸';color:var(--quiet)}
details[open]>summary::before{content:'▾'}
summary::-webkit-details-marker{display:none}
summary .grow{flex:1 1 10rem;min-width:0}
.said{padding:.1rem .9rem .9rem;margin:0}
.said>li{list-style:none;margin:.45rem 0;max-width:46rem}
.said .who{font-size:.8rem;color:var(--quiet)}
.bubble{display:inline-block;background:#f3efe8;border-radius:.6rem;padding:.3rem .7rem;white-space:pre-wrap;max-width:100%}
.shop .bubble{background:#fdf1d6}
.shop{padding-left:1.5rem}
.finding{margin:.3rem 0 .2rem;padding:.15rem 0 .15rem .7rem;border-left:3px solid var(--hint);font-size:.9rem}
.finding.warn{border-color:var(--warn)}.finding.error{border-color:var(--error)}.finding.block{border-color:var(--block)}
.finding.good{border-color:var(--good)}
mark{background:none;color:inherit;text-decoration:underline wavy var(--hint);text-decoration-skip-ink:none;text-underline-offset:.2em}
mark.warn{text-decoration-color:var(--warn);background:#fdebd3}mark.error,mark.block{text-decoration-color:var(--error);background:#fbdcdc}
mark.good{text-decoration-color:var(--good);background:#ddf3e4}
a{color:inherit}
:target>.bubble{outline:2px solid var(--bar)}
footer{max-width:64rem;margin:2rem auto;padding:0 1rem}
@media(max-width:40rem){body{font-size:16px}.shop{padding-left:.75rem}.bars{grid-template-columns:6.5rem 1fr 2.6rem;\
padding:.7rem}th,td{padding:.35rem .35rem}.hide{display:none}\
td:first-child{min-width:5.5rem;overflow-wrap:break-word}}
@media print{body{background:#fff;font-size:11px}header,main,footer{max-width:none}.tiles li,.card,details{break-inside:avoid}\
summary::before{content:''}}
";

/// A page being written.
pub(super) struct Page {
    html: String,
    pub locale: Locale,
}

impl Page {
    pub fn new(locale: Locale) -> Self {
        Self {
            html: String::new(),
            locale,
        }
    }

    /// The wording in the page's language.
    pub fn pick<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.locale {
            Locale::Zh => zh,
            Locale::En => en,
        }
    }

    pub fn open(&mut self, title: &str) {
        let lang = self.pick("zh-CN", "en");
        self.raw(&format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light\"><title>"
        ));
        self.text(title);
        self.raw("</title><style>");
        self.raw(STYLE);
        self.raw("</style></head><body>");
    }

    pub fn close(mut self) -> String {
        self.raw("</body></html>\n");
        self.html
    }

    /// Markup of ours.
    pub fn raw(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Text of anybody's, that stays text.
    pub fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                // Nothing shows these, and some break a page or turn it round.
                '\t' | '\n' => self.html.push(c),
                c if c.is_control() => self.html.push('\u{fffd}'),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.html.push('\u{fffd}'),
                c => self.html.push(c),
            }
        }
    }

    /// `<name class="…">text</name>`; names and classes are ours.
    pub fn element(&mut self, name: &str, class: &str, text: &str) {
        match class {
            "" => self.raw(&format!("<{name}>")),
            class => self.raw(&format!("<{name} class=\"{class}\">")),
        }
        self.text(text);
        self.raw(&format!("</{name}>"));
    }

    /// A bar as long as `share` of 1, in a colour of ours.
    pub fn bar(&mut self, share: f64, colour: &str, label: &str) {
        let length = (share.clamp(0.0, 1.0) * 100.0).max(if share > 0.0 { 1.0 } else { 0.0 });
        self.raw("<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
        self.text(label);
        let _ = write!(
            self.html,
            "\"><rect width=\"{length:.1}\" height=\"10\" fill=\"{colour}\"/></svg>"
        );
    }
}
