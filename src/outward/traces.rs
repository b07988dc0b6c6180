//! Who collects traces: what the standard variables of OpenTelemetry ask for, and, with the feature `otlp`, the way there.

#[cfg(feature = "otlp")]
mod exporter;
#[cfg(not(feature = "otlp"))]
mod none;

#[cfg(feature = "otlp")]
pub use exporter::Traces;
#[cfg(not(feature = "otlp"))]
pub use none::Traces;

/// Whether this program can send traces.
pub const CAN_TRACE: bool = cfg!(feature = "otlp");

/// The one way in which traces are sent.
const PROTOCOL: &str = "http/protobuf";

/// What the variables ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// No traces.
    Nothing,
    /// Traces over OTLP.
    Traces,
    /// What this program does not speak, by this variable.
    Unspoken(&'static str),
}

/// What the variables ask for, each looked up by its name. An empty one is one that is not set.
pub fn asked(variable: impl Fn(&str) -> Option<String>) -> Asked {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, set(name)?)));
    let disabled = set("OTEL_SDK_DISABLED").is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    let endpoint = first(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
    if disabled || endpoint.is_none() {
        return Asked::Nothing;
    }
    match set("OTEL_TRACES_EXPORTER").as_deref().map(str::trim) {
        None | Some("otlp") => {}
        Some("none") => return Asked::Nothing,
        Some(_) => return Asked::Unspoken("OTEL_TRACES_EXPORTER"),
    }
    match first(["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"]) {
        Some((name, protocol)) if protocol.trim() != PROTOCOL => Asked::Unspoken(name),
        _ => Asked::Traces,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_variables_switch_it_on_and_off() {
        const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        for (variables, wanted) in [
            (&[][..], Asked::Nothing),
            (&[("OTEL_SERVICE_NAME", "tonghop")], Asked::Nothing),
            (&[ENDPOINT], Asked::Traces),
            (&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")], Asked::Nothing),
            (&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://collector.example/v1/traces")], Asked::Traces),
            (&[ENDPOINT, ("OTEL_SDK_DISABLED", "True")], Asked::Nothing),
            (&[ENDPOINT, ("OTEL_SDK_DISABLED", "false")], Asked::Traces),
            (&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")], Asked::Nothing),
            (&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "otlp")], Asked::Traces),
            (&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "zipkin")], Asked::Unspoken("OTEL_TRACES_EXPORTER")),
            (&[ENDPOINT, ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")], Asked::Traces),
            (
                &[ENDPOINT, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
                Asked::Unspoken("OTEL_EXPORTER_OTLP_PROTOCOL"),
            ),
            (
                &[
                    ENDPOINT,
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                    ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
                ],
                Asked::Traces,
            ),
        ] {
            let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
            let found = asked(|name| find(name).map(|(_, value)| (*value).to_owned()));
            assert_eq!(found, wanted, "{variables:?}");
        }
    }
}
