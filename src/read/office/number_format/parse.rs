/// A part of a number format between two `;`.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub(super) tokens: Vec<Token>,
    pub(super) condition: Option<Condition>,
    /// Whether it shows a date or a time.
    pub(super) is_date: bool,
    /// How its digits are written.
    pub(super) digits: Digits,
}

/// A condition such as `[>=100]` on the values a section is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Condition {
    less: bool,
    equal: bool,
    greater: bool,
    than: f64,
}

impl Condition {
    pub(super) fn holds(self, value: f64) -> bool {
        (self.less && value < self.than)
            || (self.equal && value == self.than)
            || (self.greater && value > self.than)
    }

    fn parse(text: &str) -> Option<Self> {
        let than = text.trim_start_matches(['<', '>', '=']);
        let operator = text.strip_suffix(than)?;
        let than = than.trim().parse().ok()?;
        let (less, equal, greater) = match operator {
            "<" => (true, false, false),
            "<=" => (true, true, false),
            "=" => (false, true, false),
            ">=" => (false, true, true),
            ">" => (false, false, true),
            "<>" => (true, false, true),
            _ => return None,
        };
        Some(Self {
            less,
            equal,
            greater,
            than,
        })
    }
}

/// How digits are written (`[DBNum1]` …).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Digits {
    #[default]
    Arabic,
    /// 一二三
    Chinese,
    /// 壹贰叁
    Capital,
    /// １２３
    FullWidth,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` (the sign is always shown) or `E-`.
    Exponent {
        signed: bool,
    },
    Slash,
    General,
    /// `@`
    Text,
    /// `y`, `m`, `d`, `h`, `s`, `a` (weekday) or `e` (year), repeated.
    Date(char, usize),
    /// `[h]`, `[m]` or `[s]`.
    Elapsed(char, usize),
    /// Tenths, hundredths … of a second.
    Fraction(usize),
    /// `AM/PM`, `A/P` or `上午/下午`.
    HalfDay(&'static str, &'static str),
}

impl Token {
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Digit(_) | Self::General | Self::Date(..))
    }
}

/// The sections of a number format.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        if character == ';' {
            sections.push(Section::default());
            rest = &rest[1..];
            continue;
        }
        let Some(section) = sections.last_mut() else {
            break;
        };
        rest = section.take(character, rest);
    }
    for section in &mut sections {
        section.settle();
    }
    sections
}

/// Runs of letters that mean a date.
const DATE_LETTERS: [char; 7] = ['y', 'm', 'd', 'h', 's', 'a', 'e'];

impl Section {
    /// Takes the token at the start of `rest`, which begins with `first`, and gives what follows it.
    fn take<'c>(&mut self, first: char, rest: &'c str) -> &'c str {
        let after = &rest[first.len_utf8()..];
        let half_days = [
            ("AM/PM", "AM", "PM"),
            ("am/pm", "AM", "PM"),
            ("A/P", "A", "P"),
            ("上午/下午", "上午", "下午"),
        ];
        for (mark, morning, afternoon) in half_days {
            if let Some(after) = rest.strip_prefix(mark) {
                self.tokens.push(Token::HalfDay(morning, afternoon));
                return after;
            }
        }
        if rest
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("general"))
        {
            self.tokens.push(Token::General);
            return &rest[7..];
        }
        let lower = first.to_ascii_lowercase();
        match first {
            '"' => {
                let (text, after) = after.split_once('"').unwrap_or((after, ""));
                self.literal(text);
                after
            }
            '\\' | '!' => {
                let mut characters = after.chars();
                if let Some(character) = characters.next() {
                    self.literal(character.encode_utf8(&mut [0; 4]));
                }
                characters.as_str()
            }
            // A blank as wide as the next character, and a fill: nothing to read.
            '_' | '*' => {
                let mut characters = after.chars();
                characters.next();
                characters.as_str()
            }
            '[' => {
                let (text, after) = after.split_once(']').unwrap_or((after, ""));
                self.bracket(text);
                after
            }
            '0' | '#' | '?' => {
                self.tokens.push(Token::Digit(first));
                after
            }
            '.' => {
                self.tokens.push(Token::Point);
                after
            }
            ',' => {
                self.tokens.push(Token::Comma);
                after
            }
            '%' => {
                self.tokens.push(Token::Percent);
                after
            }
            '/' => {
                self.tokens.push(Token::Slash);
                after
            }
            '@' => {
                self.tokens.push(Token::Text);
                after
            }
            'E' | 'e' if after.starts_with(['+', '-']) => {
                self.tokens.push(Token::Exponent {
                    signed: after.starts_with('+'),
                });
                &after[1..]
            }
            _ if DATE_LETTERS.contains(&lower) => {
                let count = rest
                    .chars()
                    .take_while(|c| c.to_ascii_lowercase() == lower)
                    .count();
                self.tokens.push(Token::Date(lower, count));
                &rest[count..]
            }
            _ => {
                self.literal(first.encode_utf8(&mut [0; 4]));
                after
            }
        }
    }

    fn literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(Token::Literal(last)) => last.push_str(text),
            _ => self.tokens.push(Token::Literal(text.to_owned())),
        }
    }

    fn bracket(&mut self, text: &str) {
        let lower = text.to_ascii_lowercase();
        let mut letters = lower.chars();
        match letters.next() {
            Some(letter @ ('h' | 'm' | 's')) if letters.all(|next| next == letter) => {
                self.tokens.push(Token::Elapsed(letter, lower.len()));
            }
            // A currency sign with a locale: `[$¥-804]`; `[$-804]` is a locale alone.
            Some('$') => {
                let sign = text.get(1..).unwrap_or_default();
                self.literal(sign.rsplit_once('-').map_or(sign, |(sign, _)| sign));
            }
            Some('<' | '>' | '=') => self.condition = Condition::parse(text),
            _ => match lower.as_str() {
                "dbnum1" => self.digits = Digits::Chinese,
                "dbnum2" => self.digits = Digits::Capital,
                "dbnum3" => self.digits = Digits::FullWidth,
                // Colours and what is not known show nothing.
                _ => {}
            },
        }
    }

    /// Tells dates from numbers, minutes from months and fractions of seconds from decimals.
    fn settle(&mut self) {
        self.is_date = self.tokens.iter().any(|token| {
            matches!(
                token,
                Token::Date(..) | Token::Elapsed(..) | Token::HalfDay(..)
            )
        });
        if !self.is_date {
            return;
        }
        let tokens = std::mem::take(&mut self.tokens);
        let mut after_hour = false;
        let mut settled: Vec<Token> = Vec::with_capacity(tokens.len());
        for token in tokens {
            match token {
                Token::Date('h', _) | Token::Elapsed('h', _) => after_hour = true,
                Token::Date('m', count) if after_hour => {
                    settled.push(Token::Date('n', count));
                    after_hour = false;
                    continue;
                }
                Token::Date('s', _) | Token::Elapsed('s', _) => {
                    let month = settled
                        .iter_mut()
                        .rev()
                        .find(|token| matches!(token, Token::Date(..)));
                    if let Some(Token::Date(letter @ 'm', _)) = month {
                        *letter = 'n';
                    }
                    after_hour = false;
                }
                Token::Date(..) => after_hour = false,
                Token::Digit('0') => match settled.last_mut() {
                    Some(Token::Fraction(count)) => {
                        *count += 1;
                        continue;
                    }
                    Some(last @ Token::Point) => {
                        *last = Token::Fraction(1);
                        continue;
                    }
                    _ => {}
                },
                _ => {}
            }
            settled.push(token);
        }
        self.tokens = settled;
    }
}
