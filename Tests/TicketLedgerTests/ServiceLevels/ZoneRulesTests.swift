import Foundation
import Testing

@testable import TicketLedger

@Suite("Rules of time zones")
struct ZoneRulesTests {
  // Both read the machine's zone data; Foundation brings data of its own, of another release.
  @Test(
    "agree with another reader of the same data about a century of offsets",
    .enabled(if: Python.isThere, "there is no python3 here"),
    arguments: RandomCalendars.zones
  )
  func peer(name: String) throws {
    let zone = try ZoneRules.named(name)
    var random = SeededNumbers(seed: 1980)
    // 1980 to 2090.
    let seconds = Int64(315_532_800)..<3_786_912_000
    var samples = (0..<2_000).map { _ in Int64.random(in: seconds, using: &random) }
    let transitions = zone.transitions(after: seconds.lowerBound, through: seconds.upperBound)
    #expect(!transitions.isEmpty)
    samples += transitions.flatMap { [$0.secondsSince1970 - 1, $0.secondsSince1970] }
    let program = """
      import sys, zoneinfo, datetime
      zone = zoneinfo.ZoneInfo(sys.argv[1])
      for second in sys.argv[2:]:
          moment = datetime.datetime.fromtimestamp(int(second), zone)
          print(int(moment.utcoffset().total_seconds()))
      """
    let answers = try Python.run(["-c", program, name] + samples.map { String($0) })
    try #require(answers.count == samples.count)
    for (second, answer) in zip(samples, answers) {
      let known = try #require(Int(answer))
      let instant = Instant(millisecondsSince1970: second * 1000)
      #expect(zone.offset(at: instant) == known, "\(name) \(instant)")
    }
  }

  @Test("are read for every zone that Foundation knows and the machine has")
  func all() throws {
    var count = 0
    for name in TimeZone.knownTimeZoneIdentifiers {
      do throws(ZoneFault) {
        let zone = try ZoneRules.named(name)
        count += 1
        var seconds: [Int64] = zone.transitions.map(\.secondsSince1970)
        #expect(seconds == seconds.sorted())
        seconds += [ZoneParts.seconds.lowerBound, ZoneParts.seconds.upperBound]
        for second in seconds {
          #expect(ZoneRule.offsets.contains(zone.offset(atSecond: second)), "\(name)")
        }
        roundTrip(zone)
      } catch {
        guard case .unknownZone = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
    #expect(count > 300)
  }

  private func roundTrip(_ zone: ZoneRules) {
    var writer = ByteWriter()
    zone.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    #expect((try? ZoneRules(decoding: &reader)) == zone)
    #expect(reader.remaining == 0)
  }

  @Test(
    "transitions are where the offset changes, by data and by rule",
    arguments: RandomCalendars.zones
  )
  func transitions(name: String) throws {
    let zone = try ZoneRules.named(name)
    let range = ZoneParts.seconds
    var offset = zone.offset(atSecond: range.lowerBound)
    for transition in zone.transitions(after: range.lowerBound, through: range.upperBound) {
      let second = transition.secondsSince1970
      #expect(zone.offset(atSecond: second - 1) == offset, "\(name) \(second)")
      offset = transition.offsetInSeconds
      #expect(zone.offset(atSecond: second) == offset, "\(name) \(second)")
    }
    #expect(zone.offset(atSecond: range.upperBound) == offset)
  }

  @Test(
    "a wall time leads to its moment: skipped ones go forward, repeated ones are the first",
    arguments: [
      ("Europe/Paris", "2025-03-30T01:59:59Z", "2025-03-30T00:59:59Z"),
      ("Europe/Paris", "2025-03-30T02:30:00Z", "2025-03-30T01:30:00Z"),
      ("Europe/Paris", "2025-03-30T03:00:00Z", "2025-03-30T01:00:00Z"),
      ("Europe/Paris", "2025-10-26T02:30:00.250Z", "2025-10-26T00:30:00.250Z"),
      ("Europe/Paris", "2025-10-26T03:00:00Z", "2025-10-26T02:00:00Z"),
      ("Australia/Lord_Howe", "2025-10-05T02:15:00Z", "2025-10-04T15:45:00Z"),
      ("America/Sao_Paulo", "2018-11-04T00:00:00Z", "2018-11-04T03:00:00Z"),
      ("Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T22:00:00Z"),
      ("Europe/Dublin", "2030-10-27T01:30:00Z", "2030-10-27T00:30:00Z"),
      ("America/New_York", "9000-03-09T02:30:00Z", "9000-03-09T07:30:00Z"),
    ]
  )
  func wallTimes(name: String, wall: String, moment: String) throws {
    let zone = try ZoneRules.named(name)
    let wall = try #require(Instant(rfc3339: wall)).millisecondsSince1970
    #expect(zone.instant(ofWallMilliseconds: wall).description == moment)
  }

  @Test("the wall time of a moment leads back to it, or to the first that shows it")
  func wallTimeLaw() throws {
    var random = SeededNumbers(seed: 4)
    for name in RandomCalendars.zones {
      let zone = try ZoneRules.named(name)
      for _ in 0..<300 {
        let instant = Instant(
          millisecondsSince1970: Int64.random(in: Instant.range, using: &random)
        )
        let wall = zone.wallMilliseconds(at: instant)
        let first = zone.instant(ofWallMilliseconds: wall)
        #expect(first <= instant && zone.wallMilliseconds(at: first) == wall)
      }
      for wall in [Int64.min, .max] { _ = zone.instant(ofWallMilliseconds: wall) }
    }
    let wall = ZoneRules.utc.wallMilliseconds(at: .distantFuture)
    #expect(ZoneRules.utc.instant(ofWallMilliseconds: wall) == .distantFuture)
  }

  @Test("are checked when made of parts")
  func parts() throws {
    func reason(
      _ name: String = "X",
      _ first: Int = 0,
      _ transitions: [(Int64, Int)] = [],
      _ rule: String? = nil
    ) -> String? {
      do throws(ZoneFault) {
        let transitions = transitions.map {
          ZoneTransition(secondsSince1970: $0.0, offsetInSeconds: $0.1)
        }
        _ = try ZoneRules(
          name: name,
          firstOffsetInSeconds: first,
          transitions: transitions,
          finalRule: rule
        )
        return nil
      } catch {
        return "\(error)"
      }
    }
    let paris = "CET-1CEST,M3.5.0,M10.5.0/3"
    #expect(reason() == nil)
    #expect(reason("X", 3600, [(0, 7200), (10, 3600)], paris) == nil)
    #expect(reason("X", 0, [(0, 7200)], "<+02>-2") == nil)
    #expect(reason("..")?.hasPrefix("'..' cannot be the name of a time zone") == true)
    #expect(reason("X", 100_000)?.contains("the first offset, 100000 s") == true)
    #expect(reason("X", 0, [(0, 1), (0, 2)])?.contains("transition 1 is not later") == true)
    #expect(reason("X", 0, [(0, -90_000)])?.contains("the offset of transition 0") == true)
    #expect(reason("X", 0, [(.max, 1)])?.contains("transition 0 lies outside the years") == true)
    #expect(
      reason("X", 0, [(0, 7200)], paris)?.contains("the rule gives 3600 s, not 7200 s") == true
    )
    #expect(reason("X", 0, [(0, 7200)], "<+03>-3")?.contains("gives 10800 s") == true)
    #expect(reason("X", 0, [], "CET-1CEST")?.hasPrefix("'CET-1CEST' is no rule") == true)
    let many = (0...10_000).map { (Int64($0), $0 % 2) }
    #expect(reason("X", 0, many)?.contains("10001 transitions are more than 10000") == true)
  }

  @Test("leave out transitions that change nothing")
  func reduced() throws {
    let zone = try ZoneRules(
      name: "X",
      firstOffsetInSeconds: 60,
      transitions: [(0, 60), (1, 120), (2, 120)].map {
        ZoneTransition(secondsSince1970: $0, offsetInSeconds: $1)
      }
    )
    #expect(zone.transitions.map(\.secondsSince1970) == [1])
    let fixed = try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: "<+01>-1")
    #expect(fixed == (try ZoneRules(name: "X", firstOffsetInSeconds: 3600)))
  }
}
