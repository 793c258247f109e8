use crate::duplicate::differences;
use crate::message::Message;

/// What differs in `other` from `usual`, in words: 多“的”，“或”写作“和”.
pub(super) fn told(usual: &str, other: &str) -> Message {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for difference in differences(usual, other) {
        match (&usual[difference.one], &other[difference.other]) {
            ("", more) => {
                zh.push(format!("多“{more}”"));
                en.push(format!("{more} is added"));
            }
            (less, "") => {
                zh.push(format!("少“{less}”"));
                en.push(format!("{less} is missing"));
            }
            (one, other) => {
                zh.push(format!("“{one}”写作“{other}”"));
                en.push(format!("{other} for {one}"));
            }
        }
    }
    Message::new(zh.join("，"), en.join(", "))
}
