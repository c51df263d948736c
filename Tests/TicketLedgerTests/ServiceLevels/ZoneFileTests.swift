import Foundation
import Testing

@testable import TicketLedger

@Suite("Time zone files")
struct ZoneFileTests {
  /// The bytes of a file, from its parts.
  private func file(
    version: UInt8,
    transitions: [(at: Int64, type: UInt8)],
    offsets: [Int32],
    leapSeconds: Int = 0,
    footer: String? = nil
  ) -> [UInt8] {
    func block(_ width: Int) -> [UInt8] {
      var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
      let counts = [0, 0, leapSeconds, transitions.count, offsets.count, 4]
      for count in counts { bytes += big(Int64(count), 4) }
      for transition in transitions { bytes += big(transition.at, width) }
      bytes += transitions.map(\.type)
      for offset in offsets { bytes += big(Int64(offset), 4) + [0, 0] }
      bytes += Array("XXX\0".utf8) + [UInt8](repeating: 0, count: leapSeconds * (width + 4))
      return bytes
    }
    guard version != 0 else { return block(4) }
    return block(4) + block(8) + Array("\n\(footer ?? "")\n".utf8)
  }

  private func big(_ number: Int64, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
  }

  private func read(_ bytes: [UInt8]) throws -> ZoneRules {
    try ZoneRules(name: "X", timeZoneFile: bytes)
  }

  private func reason(_ bytes: [UInt8]) -> String? {
    do throws(ZoneFault) {
      _ = try ZoneRules(name: "X", timeZoneFile: bytes)
      return nil
    } catch {
      guard case .damaged("X", let reason) = error else { return "\(error)" }
      return reason
    }
  }

  @Test("versions 1 to 4 are read; a version to come is not")
  func versions() throws {
    for version in [0] + Array("234".utf8) {
      let zone = try read(
        file(version: version, transitions: [(-5, 1), (9, 0)], offsets: [-60, 3600])
      )
      #expect(zone.firstOffsetInSeconds == -60)
      #expect(zone.transitions.map(\.secondsSince1970) == [-5, 9])
      #expect(zone.transitions.map(\.offsetInSeconds) == [3600, -60])
      #expect(zone.finalRule == nil)
    }
    let later = file(version: UInt8(ascii: "5"), transitions: [], offsets: [0])
    #expect(reason(later) == "version byte 53 is none of versions 1 to 4")
  }

  @Test("the footer goes on where the transitions end, and must agree with them")
  func footer() throws {
    let rule = "CET-1CEST,M3.5.0,M10.5.0/3"
    let version = UInt8(ascii: "2")
    let zone = try read(
      file(version: version, transitions: [(0, 1)], offsets: [0, 3600], footer: rule)
    )
    #expect(zone.offset(atSecond: 15_552_000) == 7200)
    let fixed = file(version: version, transitions: [(0, 1)], offsets: [0, 3600], footer: "A+-1")
    #expect(reason(fixed) == "its footer is no POSIX rule")
    let other = file(version: version, transitions: [(0, 1)], offsets: [0, 7200], footer: rule)
    #expect(reason(other)?.contains("after the last transition the rule gives 3600 s") == true)
    let open = file(version: version, transitions: [], offsets: [0], footer: "UTC0").dropLast()
    #expect(reason(Array(open)) == "its footer does not stand between newlines")
  }

  @Test("transitions outside the years 1 to 9999 are cut off, with the rule after the last")
  func bounds() throws {
    let big = Int64(1) << 59
    let rule = "CET-1CEST,M3.5.0,M10.5.0/3"
    let early = try read(
      file(
        version: UInt8(ascii: "2"),
        transitions: [(.min, 0), (-big, 1), (0, 2)],
        offsets: [0, 60, 3600],
        footer: rule
      )
    )
    #expect(early.firstOffsetInSeconds == 60 && early.transitions.count == 1)
    #expect(early.finalRule != nil)
    let late = try read(
      file(
        version: UInt8(ascii: "2"),
        transitions: [(-big, 1), (big, 2), (.max, 0)],
        offsets: [0, 60, 3600],
        footer: rule
      )
    )
    #expect(late == (try ZoneRules(name: "X", firstOffsetInSeconds: 60)))
  }

  @Test("what is wrong with a file is said")
  func damage() {
    let version = UInt8(ascii: "2")
    #expect(reason([]) == "it ends inside a header")
    #expect(reason([UInt8](repeating: 1, count: 60)) == "it does not begin with TZif")
    let leap = file(version: version, transitions: [], offsets: [0], leapSeconds: 1, footer: "A")
    #expect(reason(leap)?.hasPrefix("it counts leap seconds") == true)
    let none = file(version: version, transitions: [], offsets: [], footer: "UTC0")
    #expect(reason(none) == "it has no types, or more than 256")
    let type = file(version: version, transitions: [(0, 3)], offsets: [0], footer: "")
    #expect(reason(type) == "a transition names a type that is not there")
    let order = file(version: 0, transitions: [(1, 0), (1, 0)], offsets: [0])
    #expect(reason(order) == "its transitions are not in order")
    let offset = file(version: 0, transitions: [], offsets: [100_000])
    #expect(reason(offset) == "an offset is more than a day")
    #expect(reason(Array(file(version: 0, transitions: [], offsets: [0]).dropLast())) != nil)
  }

  @Test(
    "cut or changed, a real file gives a zone or an error",
    arguments: ["Pacific/Apia", "EST5EDT"]
  )
  func hostile(name: String) throws {
    let path = "/usr/share/zoneinfo/" + name
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let whole = try read(bytes)
    for end in 0..<bytes.count {
      #expect((try? read(Array(bytes[..<end]))) == nil, "\(end)")
    }
    var random = SeededNumbers(seed: 3)
    for index in 0..<bytes.count {
      var changed = bytes
      changed[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      if index % 3 == 0 { changed[index] = UInt8.random(in: 0...255, using: &random) }
      guard let zone = try? read(changed), zone != whole else { continue }
      for second in [ZoneParts.seconds.lowerBound, 0, ZoneParts.seconds.upperBound] {
        #expect(ZoneRule.offsets.contains(zone.offset(atSecond: second)))
        _ = zone.instant(ofWallMilliseconds: second * 1000)
      }
      guard index % 40 == 0 else { continue }
      let hours = Array(repeating: [DayInterval(480, 60)], count: 7)
      _ = OpenTime(ServiceCalendar(name: "x", zone: zone, weekly: hours))
    }
  }

  @Test(
    "names that lead elsewhere are refused",
    arguments: [
      "", "..", ".", "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC", "Europe//Paris", "Europe/",
      "Europe\\Paris", "Europe/Paris\0", "Éurope/Paris", ".hidden", "Europe/Paris ", "a b",
      String(repeating: "a", count: 256),
    ]
  )
  func names(name: String) {
    #expect(throws: ZoneFault.invalidName(name)) { try ZoneRules.named(name) }
  }

  @Test("an unknown zone, and a machine without zone data, are different things")
  func missing() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "ticket-ledger-zones-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path
    let noData = ZoneFault.noZoneData("Europe/Paris", folders: [path])
    #expect(throws: noData) { try ZoneRules.named("Europe/Paris", in: [path]) }
    #expect("\(noData)".contains("apt-get install tzdata"))
    try FileManager.default.createDirectory(
      at: folder.appending(path: "Europe"),
      withIntermediateDirectories: true
    )
    let unknown = ZoneFault.unknownZone("Europe/Paris", folder: path)
    #expect(throws: unknown) { try ZoneRules.named("Europe/Paris", in: ["/nowhere", path]) }
    #expect("\(unknown)".contains("write names as in Europe/Paris"))
    #expect(throws: ZoneFault.unknownZone("Europe", folder: path)) {
      try ZoneRules.named("Europe", in: [path])
    }
    let bytes = file(version: 0, transitions: [], offsets: [3600])
    try Data(bytes).write(to: folder.appending(path: "Europe/Paris"))
    #expect(try ZoneRules.named("Europe/Paris", in: [path]).firstOffsetInSeconds == 3600)
    try Data(count: 1 << 20 + 1).write(to: folder.appending(path: "Europe/Long"))
    #expect(throws: ZoneFault.self) { try ZoneRules.named("Europe/Long", in: [path]) }
    try Data("no zone".utf8).write(to: folder.appending(path: "Europe/Text"))
    #expect(throws: ZoneFault.damaged("Europe/Text", reason: "it ends inside a header")) {
      try ZoneRules.named("Europe/Text", in: [path])
    }
    for name in ["UTC", "Etc/UTC", "GMT"] {
      let zone = try ZoneRules.named(name, in: ["/nowhere"])
      #expect(zone.name == name && zone.offset(atSecond: 0) == 0)
    }
  }
}
