//! `--add-waivers`: entries for the findings that count, to be approved.

use std::path::PathBuf;

use clap::Args;

use super::terminal::Terminal;
use crate::report::Report;
use crate::suppress::NewWaiver;
use crate::trouble::Trouble;

/// Options of adding waivers.
#[derive(Debug, Args)]
pub struct WaiverOptions {
    /// 把现有问题写进豁免登记文件，供报批 / write entries for the findings into a register of waivers
    #[arg(long, value_name = "文件 / FILE")]
    pub add_waivers: Option<PathBuf>,
    /// 写进豁免的理由 / the reason of added waivers
    #[arg(long, value_name = "理由 / REASON", requires = "add_waivers")]
    pub reason: Option<String>,
    /// 写进豁免的批准人 / the approver of added waivers
    #[arg(long, value_name = "批准人 / NAME", requires = "add_waivers")]
    pub approver: Option<String>,
    /// 写进豁免的文号 / the document number of added waivers
    #[arg(long, value_name = "文号 / NUMBER", requires = "add_waivers")]
    pub document: Option<String>,
    /// 写进豁免的期限 / the last day of added waivers
    #[arg(long, value_name = "日期 / DATE", requires = "add_waivers", value_parser = super::arguments::date)]
    pub expires: Option<jiff::civil::Date>,
}

impl WaiverOptions {
    /// Appends the entries, when asked for, and tells how many on standard error.
    ///
    /// # Errors
    /// When the register cannot be read or written, or does not end in its list of waivers.
    pub fn write(&self, report: &Report, terminal: &Terminal) -> Result<(), Trouble> {
        let Some(path) = &self.add_waivers else {
            return Ok(());
        };
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        let entries: Vec<NewWaiver> = report
            .counted()
            .filter(|(_, _, diagnostic)| !diagnostic.rule.starts_with("suppress/"))
            .map(|(file, source, diagnostic)| NewWaiver {
                reason: said(&self.reason),
                approver: said(&self.approver),
                document: said(&self.document),
                expires: self.expires.map(|day| day.to_string()).unwrap_or_default(),
                ..NewWaiver::of(file, source, diagnostic, &folder)
            })
            .collect();
        let added = crate::suppress::append_waivers(path, &entries)?;
        terminal.say(&crate::message::Message::new(
            format!(
                "已在 {} 里写入 {added} 条豁免；理由、批准人、文号和期限齐全后才起作用。",
                path.display()
            ),
            format!(
                "{added} waivers written to {}; they take effect once reason, approver, document and expiry are filled in.",
                path.display()
            ),
        ));
        Ok(())
    }
}
