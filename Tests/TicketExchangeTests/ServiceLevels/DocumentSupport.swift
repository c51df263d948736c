import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// The rules of a zone of that name, as far as reading files needs them.
func testZone(_ name: String) throws -> ZoneRules {
  guard ["UTC", "Europe/Paris", "America/New_York"].contains(name) else {
    throw NoZone(description: "no time zone is called '\(name)'; write names as in Europe/Paris")
  }
  return try ZoneRules(name: name, firstOffsetInSeconds: 0)
}

private struct NoZone: Error, CustomStringConvertible {
  let description: String
}

/// What reading a file is refused with, line by line; nothing where it is read.
func faults(_ read: () throws -> Void) -> [String] {
  do {
    try read()
    return []
  } catch let error as DocumentError {
    return error.description.components(separatedBy: "\n")
  } catch {
    return ["\(error)"]
  }
}

extension CivilDate {
  /// A date of a test, `2026-12-25`.
  init(_ text: String) throws {
    self = try #require(CivilDate(document: text))
  }
}

/// A bad file and all that has to be said of it.
struct BadFile: Sendable, CustomTestStringConvertible {
  let text: String
  let faults: [String]

  var testDescription: String { faults.first ?? "" }

  init(_ text: String, _ faults: String...) {
    self.text = text
    self.faults = faults
  }
}
