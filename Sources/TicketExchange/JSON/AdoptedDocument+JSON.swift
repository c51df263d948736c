import Foundation
import TicketLedger

extension AdoptedDocument {
  /// The fields of an adoption: the document as its file has it, and a calendar's zone as it was known.
  var json: JSONObject {
    var object = JSONObject()
    switch self {
    case .policy(let policy): object["document"] = policy.document
    case .calendar(let calendar):
      object["document"] = calendar.document
      var writer = ByteWriter()
      calendar.zone.encode(into: &writer)
      object["zoneRules"] = .string(Data(writer.bytes).base64EncodedString())
    }
    return object
  }
}

extension JSONFields {
  /// The adoption of a calendar, with its zone's rules where they are given.
  mutating func calendarAdoption(asFact: Bool) throws(JSONFieldError) -> Command.Action {
    let zoneRules = try optionalText("zoneRules")
    var reader = CalendarReader(try adoptedDocument(), file: "document")
    let calendar = reader.calendar(
      zone: { name in
        guard let zoneRules else { return try ZoneRules.named(name) }
        var bytes = ByteReader([UInt8](Data(base64Encoded: zoneRules) ?? Data()))
        return try ZoneRules(decoding: &bytes)
      },
      holidays: nil
    )
    guard let calendar, reader.report.isEmpty else {
      throw error("document", reader.report.error(in: []).lines.joined(separator: "; "))
    }
    return .adoptCalendar(calendar, effectiveFrom: try effect(asFact: asFact))
  }

  /// The adoption of a policy.
  mutating func policyAdoption(asFact: Bool) throws(JSONFieldError) -> Command.Action {
    var reader = PolicyReader(try adoptedDocument(), file: "document")
    let policy = reader.policy()
    reader.add(policy.problems(knownCalendars: nil))
    guard reader.report.isEmpty else {
      throw error("document", reader.report.error(in: []).lines.joined(separator: "; "))
    }
    return .adoptPolicy(policy, effectiveFrom: try effect(asFact: asFact))
  }

  private mutating func adoptedDocument() throws(JSONFieldError) -> JSONValue {
    // The name stands in the document too.
    _ = value("name")
    return try require("document", value("document"), "a calendar or policy as its file has it")
  }

  /// From when on it holds; a fact that does not say holds always.
  private mutating func effect(asFact: Bool) throws(JSONFieldError) -> Instant? {
    try instant("effectiveFrom") ?? (asFact ? .distantPast : nil)
  }
}

/// The names of terms, for reading the numbers of a stored policy.
struct DocumentTerms<Names: EventNames>: PolicyTerms {
  let names: Names

  func dimension(named name: String) -> TermDimension? { nil }
  func term(_ name: String, in dimension: TermDimension) -> TermID? { nil }
  func name(of dimension: TermDimension) -> String? { names.name(of: dimension) }
  func name(of term: TermID) -> String? { names.name(of: term) }
}
