//! The extension points of the rule language, one file each. A new one is its file and its line here.

mod balance;
mod deciding_body;
mod idle_unit;
mod nobody_in_charge;
mod superior_body;
mod template_actor;
mod unit;
mod unit_variant;

use crate::rule::PointDefinition;

/// Every extension point, by name.
pub const ALL: &[PointDefinition] = &[
    PointDefinition::of::<balance::Balance>(),
    PointDefinition::of::<deciding_body::DecidingBody>(),
    PointDefinition::of::<idle_unit::IdleUnit>(),
    PointDefinition::of::<nobody_in_charge::NobodyInCharge>(),
    PointDefinition::of::<superior_body::SuperiorBody>(),
    PointDefinition::of::<template_actor::TemplateActor>(),
    PointDefinition::of::<unit::Unit>(),
    PointDefinition::of::<unit_variant::UnitVariant>(),
];
