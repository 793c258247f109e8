//! The extension points of the rule language, one file each. A new one is its file and its line here.

mod balance;
mod citation;
mod citation_compared;
mod column_of_names;
mod consistent;
mod copied_text;
mod deciding_body;
mod declared_count;
mod doubled_block;
mod dragged_series;
mod facts;
mod foreign_class;
mod half_width;
mod idle_unit;
mod impossible_date;
mod known_class;
mod near_duplicate;
mod nobody_in_charge;
mod number_disagrees;
mod numbering;
mod occurrence;
mod odd_phrase;
mod paired;
mod pattern;
mod posts_by_stage;
mod quoted_differently;
mod repeated_item;
mod repeated_row;
mod repetition;
mod sequence;
mod shifted_column;
mod stage_ending;
mod strange_character;
mod stray_blank;
mod substitution;
mod superior_body;
mod template_actor;
mod told;
mod unassigned;
mod unique;
mod unit;
mod unit_variant;

use crate::rule::PointDefinition;

/// Every extension point, by name.
pub const ALL: &[PointDefinition] = &[
    PointDefinition::of::<balance::Balance>(),
    PointDefinition::of::<citation::Citations>(),
    PointDefinition::of::<column_of_names::ColumnOfNames>(),
    PointDefinition::of::<consistent::Consistent>(),
    PointDefinition::of::<copied_text::CopiedText>(),
    PointDefinition::of::<deciding_body::DecidingBody>(),
    PointDefinition::of::<declared_count::DeclaredCount>(),
    PointDefinition::of::<doubled_block::DoubledBlock>(),
    PointDefinition::of::<dragged_series::DraggedSeries>(),
    PointDefinition::of::<foreign_class::ForeignClass>(),
    PointDefinition::of::<half_width::HalfWidth>(),
    PointDefinition::of::<idle_unit::IdleUnit>(),
    PointDefinition::of::<impossible_date::ImpossibleDate>(),
    PointDefinition::of::<known_class::KnownClass>(),
    PointDefinition::of::<near_duplicate::NearDuplicate>(),
    PointDefinition::of::<nobody_in_charge::NobodyInCharge>(),
    PointDefinition::of::<number_disagrees::NumberDisagrees>(),
    PointDefinition::of::<numbering::Numbering>(),
    PointDefinition::of::<occurrence::Occurrence>(),
    PointDefinition::of::<odd_phrase::OddPhrase>(),
    PointDefinition::of::<paired::Paired>(),
    PointDefinition::of::<pattern::PatternPoint>(),
    PointDefinition::of::<posts_by_stage::PostsByStage>(),
    PointDefinition::of::<quoted_differently::QuotedDifferently>(),
    PointDefinition::of::<repeated_item::RepeatedItem>(),
    PointDefinition::of::<repeated_row::RepeatedRow>(),
    PointDefinition::of::<repetition::Repetition>(),
    PointDefinition::of::<sequence::Sequence>(),
    PointDefinition::of::<shifted_column::ShiftedColumn>(),
    PointDefinition::of::<stage_ending::StageEnding>(),
    PointDefinition::of::<strange_character::StrangeCharacter>(),
    PointDefinition::of::<stray_blank::StrayBlank>(),
    PointDefinition::of::<substitution::Substitution>(),
    PointDefinition::of::<superior_body::SuperiorBody>(),
    PointDefinition::of::<template_actor::TemplateActor>(),
    PointDefinition::of::<unassigned::Unassigned>(),
    PointDefinition::of::<unique::Unique>(),
    PointDefinition::of::<unit::Unit>(),
    PointDefinition::of::<unit_variant::UnitVariant>(),
];
