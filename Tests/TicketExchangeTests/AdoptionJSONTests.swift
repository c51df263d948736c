import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Adoptions by JSON")
struct AdoptionJSONTests {
  private func line(_ kind: String, _ fields: JSONObject) -> JSONValue {
    [
      "position": 3, "revision": 0, "kind": .string(kind),
      "occurredAt": "2025-01-01T00:00:00Z", "recordedAt": "2025-01-01T00:00:00Z",
      "actor": ["person": "a-1"], "fields": .object(fields), "words": .null,
    ]
  }

  @Test("an exported calendar is read back with its zone as it was known")
  func calendar() throws {
    let calendar = try StarterPolicy.calendar().calendar
    let object = AdoptedDocument.calendar(calendar).json
    let submission = try EventRecordCoding.submission(from: line("calendarAdopted", object))
    #expect(submission?.command.action == .adoptCalendar(calendar, effectiveFrom: .distantPast))
  }

  @Test("an exported policy is read back, with the instant it holds from")
  func policy() throws {
    let policy = try StarterPolicy.policy().policy
    var object = AdoptedDocument.policy(policy).json
    object["effectiveFrom"] = "2026-02-03T04:05:06Z"
    let submission = try EventRecordCoding.submission(from: line("policyAdopted", object))
    let instant = Instant(rfc3339: "2026-02-03T04:05:06Z")
    #expect(submission?.command.action == .adoptPolicy(policy, effectiveFrom: instant))
  }

  @Test(
    "a document that is missing or wrong is an error that names it",
    arguments: [
      ("policyAdopted", nil), ("calendarAdopted", nil), ("policyAdopted", "text"),
      ("calendarAdopted", [1, 2]), ("policyAdopted", ["name": "p", "rules": []]),
      ("calendarAdopted", ["name": "c", "zone": "UTC", "weekly": [:]]),
      (
        "calendarAdopted",
        ["name": "c", "zone": "No/Where", "weekly": ["mon": ["08:00", "09:00"]]]
      ),
    ] as [(String, JSONValue?)]
  )
  func wrong(kind: String, document: JSONValue?) throws {
    var object = JSONObject()
    object["document"] = document
    let error = #expect(throws: JSONFieldError.self) {
      try EventRecordCoding.submission(from: line(kind, object))
    }
    #expect(error?.field.contains("document") == true)
  }

  @Test("all that is wrong with a document is told in one line")
  func faultsInOneLine() throws {
    var object = JSONObject()
    object["document"] = [
      "name": "p",
      "rules": [
        [
          "name": "a",
          "targets": [
            ["clock": "update", "limit": "0h"], ["clock": "ownership", "limit": "-1h"],
          ],
        ]
      ],
    ]
    let error = #expect(throws: JSONFieldError.self) {
      try EventRecordCoding.submission(from: line("policyAdopted", object))
    }
    let text = error?.description ?? ""
    #expect(text.contains("target 1 (update)") && text.contains("target 2 (ownership)"))
    #expect(!text.contains("\n"))
  }

  @Test("rules of a zone that are damaged are an error")
  func damagedZone() throws {
    var object = AdoptedDocument.calendar(try StarterPolicy.calendar().calendar).json
    for text in ["", "AAAA", "?"] {
      object["zoneRules"] = .string(text)
      #expect(throws: JSONFieldError.self) {
        try EventRecordCoding.submission(from: line("calendarAdopted", object))
      }
    }
  }
}
