//! Numbers as a spreadsheet shows them: number formats of ISO/IEC 29500-1 §18.8.30–31.

mod date;
mod decimal;
mod parse;

pub(crate) use date::Epoch;
pub(crate) use decimal::general;

/// A whole number in Chinese: `一百二十三`, or `壹佰贰拾叁` in capitals.
pub(crate) fn chinese(number: u32, capitals: bool) -> String {
    let digits = if capitals {
        parse::Digits::Capital
    } else {
        parse::Digits::Chinese
    };
    decimal::chinese_number(&number.to_string(), digits)
}

use parse::{Condition, Section, Token};

/// A number format, ready to be applied.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumberFormat {
    sections: Vec<Section>,
}

impl NumberFormat {
    /// The format of `code`, such as `yyyy"年"m"月"` or `0.00%`.
    ///
    /// A code longer than any program writes (255 characters) is taken as `General`.
    pub(crate) fn parse(code: &str) -> Self {
        let code = if code.len() > 1024 { "" } else { code };
        Self {
            sections: parse::sections(code),
        }
    }

    /// The format with the number `id` that every program knows without a definition
    /// (§18.8.30, with the dates as a Chinese system shows them).
    pub(crate) fn builtin(id: u32) -> Self {
        Self::parse(match id {
            1 => "0",
            2 => "0.00",
            3 | 37 | 38 => "#,##0",
            4 | 39 | 40 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 | 30 => "yyyy/m/d",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "yyyy/m/d h:mm",
            27 | 36 | 50 | 57 => "yyyy\"年\"m\"月\"",
            28 | 29 | 51 | 54 | 58 => "m\"月\"d\"日\"",
            31 => "yyyy\"年\"m\"月\"d\"日\"",
            32 => "h\"时\"mm\"分\"",
            33 => "h\"时\"mm\"分\"ss\"秒\"",
            34 | 55 => "上午/下午h\"时\"mm\"分\"",
            35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mm:ss.0",
            48 => "##0.0E+0",
            49 => "@",
            52 => "yyyy\"年\"m\"月\"",
            53 => "m\"月\"d\"日\"",
            _ => "General",
        })
    }

    /// The text that the number `value` is shown as.
    pub(crate) fn show(&self, value: f64, epoch: Epoch) -> String {
        if !value.is_finite() {
            return String::new();
        }
        let Some((section, negate)) = self.section(value) else {
            return general(value);
        };
        let value = if negate { value.abs() } else { value };
        let shown = if section.is_date {
            date::show(section, value, epoch)
        } else {
            decimal::show(section, value)
        };
        // Blanks at the ends only align a number in its column.
        shown.map_or_else(|| general(value), |text| text.trim().to_owned())
    }

    /// The section for `value`, and whether it shows the value without its sign.
    fn section(&self, value: f64) -> Option<(&Section, bool)> {
        let numbers: Vec<&Section> = self
            .sections
            .iter()
            .filter(|section| !section.is_text())
            .take(3)
            .collect();
        if numbers.iter().any(|section| section.condition.is_some()) {
            let holds = |section: &&&Section| {
                section
                    .condition
                    .is_none_or(|condition: Condition| condition.holds(value))
            };
            return numbers
                .iter()
                .find(holds)
                .map(|section| (*section, section.condition.is_some() && value < 0.0));
        }
        match (numbers.as_slice(), value) {
            ([], _) => None,
            ([_, negative, ..], value) if value < 0.0 => Some((negative, true)),
            ([_, _, zero, ..], 0.0) => Some((zero, false)),
            ([positive, ..], _) => Some((positive, false)),
        }
    }
}

impl Section {
    /// Whether it is for texts only.
    fn is_text(&self) -> bool {
        self.tokens.contains(&Token::Text) && !self.tokens.iter().any(Token::is_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, value: f64) -> String {
        NumberFormat::parse(code).show(value, Epoch::Year1900)
    }

    #[test]
    fn numbers() {
        for (code, value, text) in [
            ("General", 1.0, "1"),
            ("General", 0.1 + 0.2, "0.3"),
            ("General", 13_909_901_234.0, "13909901234"),
            ("General", 6_502_040_000_120.0, "6502040000120"),
            ("General", -2.5, "-2.5"),
            ("General", 1e21, "1E+21"),
            ("0", 11.5, "12"),
            ("0.00", 2.675, "2.68"),
            ("00000", 42.0, "00042"),
            ("000-0000", 123_4567.0, "123-4567"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0.00;[Red]-#,##0.00", -1234.5, "-1,234.50"),
            ("#,##0.00_);(#,##0.00)", -1234.5, "(1,234.50)"),
            ("0%", 0.35, "35%"),
            ("0.0%", 0.0355, "3.6%"),
            ("0\"项\"", 11.0, "11项"),
            ("\"第\"0\"条\"", 63.0, "第63条"),
            ("#", 0.0, ""),
            ("0.00E+00", 12345.0, "1.23E+04"),
            ("# ?/?", 1.5, "1 1/2"),
            ("0,", 12_345.0, "12"),
            ("[DBNum1]General", 123.0, "一百二十三"),
            ("[DBNum1][$-804]0", 105.0, "一百〇五"),
            ("[DBNum2][$-804]General", 18.0, "壹拾捌"),
            ("@", 5.0, "5"),
            ("[>=100]\"多\"0;\"少\"0", 5.0, "少5"),
            ("0;-0;\"无\"", 0.0, "无"),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 12.0, "12"),
        ] {
            assert_eq!(shown(code, value), text, "{code} {value}");
        }
    }

    #[test]
    fn dates() {
        for (code, value, text) in [
            ("yyyy\"年\"m\"月\"d\"日\"", 45_488.0, "2024年7月15日"),
            ("yyyy/m/d", 45_488.0, "2024/7/15"),
            ("yyyy-mm-dd hh:mm:ss", 45_488.5, "2024-07-15 12:00:00"),
            (
                "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
                45_488.0,
                "Monday, July 15, 2024",
            ),
            (
                "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"",
                45_488.0,
                "二〇二四年七月十五日",
            ),
            ("yyyy.mm", 59.0, "1900.02"),
            ("yyyy/m/d", 60.0, "1900/2/29"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("上午/下午h\"时\"mm\"分\"", 0.25, "上午6时00分"),
            ("[h]:mm", 1.5, "36:00"),
            ("aaaa", 45_488.0, "星期一"),
            ("mm:ss.0", 0.000_729_166_666_7, "01:03.0"),
        ] {
            assert_eq!(shown(code, value), text, "{code} {value}");
        }
        let format = NumberFormat::builtin(31);
        assert_eq!(format.show(44_026.0, Epoch::Year1904), "2024年7月15日");
    }

    proptest::proptest! {
        #[test]
        fn no_format_and_no_number_is_a_panic(code in "[0#?.,%E+dmyhs\\[\\]\"\\\\@;/aA >=1-9GMPNB年*_]{0,24}", value: f64) {
            let _ = NumberFormat::parse(&code).show(value, Epoch::Year1900);
        }

        #[test]
        fn whole_numbers_are_shown_as_they_are(value in -999_999_999_999i64..999_999_999_999) {
            #[expect(clippy::cast_precision_loss, reason = "within 53 bits")]
            let shown = general(value as f64);
            proptest::prop_assert_eq!(shown, value.to_string());
        }
    }
}
