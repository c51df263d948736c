import Foundation
import Testing
import Transparency

@testable import TicketLedger

/// What the decoder in another language, written from the documentation, makes of golden files.
private enum IndependentReader {
  static func read(_ file: String) throws -> [[String: Any]] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "IndependentReader/decode_envelopes.py")
    let golden = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    return try Python.run([script.path, golden.appending(path: file).path]).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }
}

@Suite("A reader who has only the page on the event format")
struct IndependentReaderTests {
  @Test(
    "is told how to check an exported log",
    .enabled(if: Python.isThere, "there is no python3 here")
  )
  func help() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "IndependentReader/read_bundle.py").path
    #expect(try Python.run([script, "--help"]).contains("    read_bundle.py KEY FOLDER"))
    #expect(throws: (any Error).self) { try Python.run([script]) }
  }

  @Test(
    "decodes every kind of event",
    .enabled(if: Python.isThere, "there is no python3 here")
  )
  func envelopes() throws {
    let read = try IndependentReader.read("envelopes-v1.txt")
    let events = GoldenEvents.all
    try #require(read.count == events.count)
    for (found, (name, sample)) in zip(read, events) {
      let recorded = sample.recorded
      #expect(found["name"] as? String == name)
      #expect(found["kind"] as? String == recorded.event.kind.name)
      #expect((found["ticket"] as? NSNumber)?.uint64Value == recorded.ticket?.rawValue)
      #expect((found["revision"] as? NSNumber)?.uint32Value == recorded.revision)
      #expect((found["previous"] as? NSNumber)?.uint64Value == recorded.previous?.rawValue)
      #expect((found["cause"] as? NSNumber)?.uint64Value == recorded.cause?.rawValue)
      let times = ["occurredAt", "recordedAt"].map { (found[$0] as? NSNumber)?.int64Value }
      let expected = [recorded.occurredAt, recorded.recordedAt].map(\.millisecondsSince1970)
      #expect(times == expected)
      #expect(found["label"] as? String == sample.label)
      let commitments = found["commitments"] as? [String: String] ?? [:]
      let keys = ["organisation", "lookup", "person"].compactMap { commitments[$0] }.joined()
      let expectedKeys =
        sample.commitments.isEmpty ? "" : GoldenFile.hexadecimal(sample.commitments)
      #expect(keys == expectedKeys)
      #expect((found["digest"] as? String) == sample.digest.map { GoldenFile.hexadecimal($0) })
    }
    try expectFields(of: Dictionary(uniqueKeysWithValues: read.map { ($0["name"] as? String, $0) }))
  }

  private func expectFields(of read: [String?: [String: Any]]) throws {
    func fields(_ name: String) throws -> [String: Any] {
      try #require(read[name]?["fields"] as? [String: Any])
    }
    let opened = try fields("opened")
    #expect(opened["ticketKind"] as? String == "accessRequest")
    #expect(opened["channel"] as? String == "walkIn")
    #expect(opened["classification"] as? [String] == ["service/4", "asset/65536", "255/16777215"])
    #expect(try fields("classified")["classification"] as? [String] == ["service/0", "category/7"])
    #expect(try fields("routed")["route"] as? String == "functionalEscalation")
    #expect(try fields("routed.bare")["team"] is NSNull)
    #expect(try fields("paused.bare")["expectedUntil"] is NSNull)
    #expect(try fields("diagnosed")["confidence"] as? Int == 87)
    #expect(try fields("resolved")["causeClass"] as? String == "usageError")
    #expect(try fields("resolved.bare")["causeClass"] is NSNull)
    #expect(try fields("alarmRaised")["threshold"] as? Int == 300)
    #expect(try fields("rulesAdopted.bare")["reopeningTimeInMilliseconds"] is NSNull)
    #expect(try fields("importAdvanced")["rows"] as? Int == 141_712)
    #expect(try fields("suggestionOverridden")["suggestion"] as? String == "resolution")
  }

  @Test(
    "decodes every table of a ledger",
    .enabled(if: Python.isThere, "there is no python3 here")
  )
  func wholeLedger() throws {
    let read = try IndependentReader.read("ledger-v1.txt")
    func entries(_ table: String) -> [[String: Any]] {
      read.filter { $0["table"] as? String == table }
    }
    let events = entries("events")
    #expect(events.first?["label"] as? String == "golden.example")
    let digests = Dictionary(uniqueKeysWithValues: events.map { ($0["key"] as? Int, $0["digest"]) })
    for content in entries("contents") {
      let digest = digests[content["key"] as? Int] as? String
      #expect(digest != nil && digest == content["digest"] as? String)
    }
    let summary = entries("contents").compactMap { ($0["words"] as? [String: String])?["summary"] }
    #expect(summary == ["kein Tunnel"])
    let heads = entries("streams")
    #expect(heads.map { $0["state"] as? String } == ["resolved", "new"])
    #expect(heads.first?["revision"] as? Int == 53)
    #expect(heads.first?["priority"] as? Int == 2)
    #expect(heads.first?["classification"] as? [String] == ["service/1", "32/1"])
    #expect(entries("references").map { $0["refers"] as? String } == ["k", "p", "p", "r"])
    #expect(entries("references").last?["by"] as? String == "T-1")
    #expect(entries("imports").map { $0["rows"] as? Int } == [3])
    #expect(entries("consumers").map { $0["position"] as? Int } == [4])
    let leaves = events.compactMap { $0["leaf"] as? String }
    let groups = leaves.count / 32
    #expect(groups > 0 && entries("tiles").map { $0["record"] as? Int } == Array(0..<groups))
    let hashes = leaves.compactMap { leaf in
      Hash(
        stride(from: 0, to: 64, by: 2).compactMap { UInt8(leaf.dropFirst($0).prefix(2), radix: 16) }
      )
    }
    for (place, record) in entries("tiles").enumerated() {
      let group = place * 32..<(place + 1) * 32
      #expect(record["row"] as? Int == 0)
      #expect(
        record["hash"] as? String == GoldenFile.hexadecimal(Hash.root(of: hashes[group]).bytes)
      )
      #expect(record["begin"] as? [String] == leaves[group].map { String($0.prefix(8)) })
    }
    let checkpoint = try #require(entries("checkpoints").first?["lines"] as? [String])
    #expect(checkpoint.prefix(2) == ["golden.example", "\(events.count)"])
    let meta = entries("meta")
    #expect(meta.map { $0["key"] as? String } == ["format", "frontier", "leaves"])
    #expect(meta[0]["version"] as? Int == 1 && meta[1]["size"] as? Int == events.count)
    #expect(
      meta[2]["begin"] as? [String] == leaves.dropFirst(groups * 32).map { String($0.prefix(8)) }
    )
  }

  @Test("finds every kind, word and dimension on it with its number")
  func page() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: tests.deletingLastPathComponent()
        .appending(path: "Documentation/TicketLedger.docc/EventFormat.md"),
      encoding: .utf8
    )
    for kind in EventKind.allCases {
      #expect(page.contains("\n| \(kind.rawValue) | \(kind.name) | "), "\(kind)")
    }
    for dimension in [.dimension] + TermDimension.builtIn {
      let name = try #require(dimension.builtInName)
      let line = try #require(
        page.split(separator: "\n").first { $0.hasPrefix("| \(dimension.rawValue) | \(name)") }
      )
      #expect(line.hasSuffix(dimension.classifiesTickets ? "| yes |" : "| no |"))
    }
    for line in try GoldenFile.lines("vocabularies-v1.txt") where !line.hasPrefix("Term") {
      guard !line.hasPrefix("EventKind") else { continue }
      let words = line.split(separator: " ").dropFirst()
        .map { $0.replacing("=", with: " ") }.joined(separator: ", ")
      #expect(page.contains(" | \(words) |\n"), "\(line)")
    }
  }
}
