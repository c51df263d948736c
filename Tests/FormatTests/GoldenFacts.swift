import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// What a golden ledger answered when it was made, and has to answer for ever.
struct GoldenFacts: Codable, Equatable {
  struct Digest: Codable, Hashable {
    var name: String
    var version: UInt32
    var digest: String
  }

  struct Mark: Codable, Equatable {
    var rows: UInt64
    var digest: String
  }

  /// What it is asked for by name.
  struct Names {
    var consumers: [String] = []
    var keys: [String] = []
    var sources: [String] = []
    var erased: [String] = []
  }

  var origin: String
  var events: UInt64
  var tickets: Int
  var terms: Int
  var persons: Int
  var erasedPersons: Int
  var lastRecordedAt: String
  /// The root of the evidence tree.
  var root: String
  /// How many events there are of each kind.
  var kinds: [String: Int]
  /// Of each projection; where its version was raised later, one for each version.
  var digests: [Digest]
  /// Where the stored projections stand.
  var stored: [String: UInt64]
  /// The sizes that were signed.
  var checkpoints: [UInt64]
  var consumers: [String: UInt64]
  /// Idempotency keys, with the position that each was answered with.
  var keys: [String: UInt64]
  var imports: [String: [String: Mark]]
  /// Identities, and whether they are closed to a new person.
  var erased: [String: Bool]

  var names: Names {
    Names(
      consumers: consumers.keys.sorted(),
      keys: keys.keys.sorted(),
      sources: imports.keys.sorted(),
      erased: erased.keys.sorted()
    )
  }

  /// Asks an open ledger.
  init(of ledger: Ledger, asking names: Names) throws {
    origin = try ledger.origin()
    (events, tickets, terms, persons, erasedPersons) = ledger.read { view in
      (
        view.eventCount, view.ticketCount, view.catalogue.termCount, view.catalogue.personCount,
        view.catalogue.erasedPersonCount
      )
    }
    lastRecordedAt = ledger.read { $0.lastRecordedAt }.description
    root = try ledger.root().bytes.hexadecimal
    kinds = [:]
    for recorded in try ledger.events(from: Position(0), atMost: Int(events)) {
      kinds[recorded.event.kind.name, default: 0] += 1
    }
    digests = GoldenFacts.digests(ledger.read { $0.digests() })
    stored = [:]
    for state in try ledger.storedProjections() { stored[state.projection.name] = state.eventCount }
    checkpoints = try ledger.checkpoints().compactMap { Checkpoint(text: $0.unverifiedText)?.size }
    consumers = [:]
    for name in names.consumers {
      consumers[name] = try ledger.consumer(named: name).acknowledged()?.rawValue
    }
    keys = [:]
    for key in names.keys { keys[key] = try ledger.receipt(forKey: key)?.position.rawValue }
    imports = [:]
    for source in names.sources {
      imports[source] = try ledger.marks(of: source).mapValues {
        Mark(rows: $0.rows, digest: $0.digest.hexadecimal)
      }
    }
    erased = [:]
    for identity in names.erased { erased[identity] = try ledger.isFenced(identity) }
  }

  static func digests(_ digests: [ProjectionDigest]) -> [Digest] {
    digests.map {
      Digest(name: $0.name, version: $0.version, digest: $0.digest.hexadecimal)
    }
  }

  /// Every event with its words, a line of JSON each.
  static func export(of ledger: Ledger) throws -> [String] {
    var exporter = EventExporter(names: LedgerNames(ledger))
    var lines: [String] = []
    for recorded in try ledger.events(from: Position(0), atMost: Int(ledger.read { $0.eventCount }))
    {
      var bytes: [UInt8] = []
      let document = try exporter.document(of: recorded, in: ledger)
      exporter.write(
        recorded,
        label: try ledger.label(at: recorded.position),
        words: try ledger.words(at: recorded.position),
        document: document,
        into: &bytes
      )
      lines.append(String(decoding: bytes.dropLast(), as: UTF8.self))
    }
    return lines
  }

  /// As it is kept: keys in order, so that a difference is a difference of lines.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension Sequence<UInt8> {
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
