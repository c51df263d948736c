import Testing

@testable import TicketLedger

@Suite("Rules for daylight saving")
struct ZoneRuleTests {
  private func offset(_ rule: String, _ moment: String) throws -> Int {
    let zone = try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: rule)
    return zone.offset(at: try #require(Instant(rfc3339: moment)))
  }

  @Test(
    "change clocks on the day and at the time they say",
    arguments: [
      // The moment before and that of the change, and the offsets from then on, in minutes.
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 60, 120),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T01:00:00Z", 120, 60),
      ("EST5EDT,M3.2.0,M11.1.0", "9998-03-08T07:00:00Z", -300, -240),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2040-10-06T15:30:00Z", 630, 660),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2040-03-31T15:00:00Z", 660, 630),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-10-28T01:00:00Z", 60, 0),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-03-25T01:00:00Z", 0, 60),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T01:00:00Z", -120, -60),
      ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2040-03-24T00:00:00Z", 120, 180),
      ("ABC0DEF,J60/0,J300/0", "2039-03-01T00:00:00Z", 0, 60),
      ("ABC0DEF,J60/0,J300/0", "2040-03-01T00:00:00Z", 0, 60),
      ("ABC0DEF,59/0,299/0", "2040-02-29T00:00:00Z", 0, 60),
      ("ABC0DEF,59/0,299/0", "2039-03-01T00:00:00Z", 0, 60),
      ("ABC-10DEF-11:30:15,J1/-167,J200/167:59:59", "2039-12-24T15:00:00Z", 600, 690),
    ]
  )
  func changes(rule: String, moment: String, before: Int, after: Int) throws {
    let instant = try #require(Instant(rfc3339: moment))
    let zone = try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: rule)
    #expect(zone.offset(at: instant.advanced(byMilliseconds: -1)) / 60 == before)
    #expect(zone.offset(at: instant) / 60 == after)
  }

  @Test("have daylight saving all year where it ends as it begins")
  func allYear() throws {
    for moment in ["2030-01-01T02:59:59Z", "2030-01-01T03:00:00Z", "2032-07-01T00:00:00Z"] {
      #expect(try offset("XXX3EDT4,0/0,J365/23", moment) == -4 * 3600)
    }
    let zone = try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: "XXX3EDT4,0/0,J365/23")
    #expect(zone.transitions(after: 0, through: 4_000_000_000).isEmpty)
  }

  @Test("are also fixed offsets, west of Greenwich where positive")
  func fixed() throws {
    #expect(try offset("<-03>3", "2000-01-01T00:00:00Z") == -10_800)
    #expect(try offset("CST-8", "2000-01-01T00:00:00Z") == 28_800)
    #expect(try offset("ABC+5:45:30", "2000-01-01T00:00:00Z") == -20_730)
  }

  @Test(
    "are refused where they are none",
    arguments: [
      "", "CET", "CE-1", "-1", "<+1>-1", "<+01-1", "CET-25", "CET-1:60", "CET-1CEST", "CET-1CEST,",
      "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0",
      "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
      "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,J0,J365",
      "CET-1CEST,J1,J366", "CET-1CEST,0,366", "CET-1CEST,1111,2", "CET-1CEST-27,J1,J2",
      ":Europe/Paris", "CET--1", "CET-1CEST,M3..0,M10.5.0", "CÉT-1", "CET-1 ", "CET-1\n",
    ]
  )
  func refused(text: String) {
    #expect(POSIXZone(text.utf8) == nil)
    #expect(throws: ZoneFault.invalidRule(text)) {
      try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: text)
    }
  }

  @Test("random texts and rules give transitions in order, and never trap")
  func random() throws {
    var random = SeededNumbers(seed: 12)
    let letters = Array("CET-1EST,MJ/.:0359<>+".utf8)
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 0
      }
      _ = POSIXZone(text)
    }
    for _ in 0..<300 {
      func day() -> String {
        let number = Int.random(in: 0...365, using: &random)
        let time = "/\(Int.random(in: -167...167, using: &random))"
        switch number % 3 {
        case 0: return "\(number)\(time)"
        case 1: return "J\(max(number, 1))\(time)"
        default: return "M\(number % 12 + 1).\(number % 5 + 1).\(number % 7)\(time)"
        }
      }
      let rule = "AAA\(Int.random(in: -24...24, using: &random))BBB,\(day()),\(day())"
      let zone = try ZoneRules(name: "X", firstOffsetInSeconds: 0, finalRule: rule)
      let start = Int64.random(in: -60_000_000_000...250_000_000_000, using: &random)
      var last = (second: start, offset: zone.offset(atSecond: start))
      for transition in zone.transitions(after: start, through: start + 200_000_000) {
        #expect(transition.secondsSince1970 > last.second)
        #expect(transition.offsetInSeconds != last.offset, "\(rule)")
        #expect(zone.offset(atSecond: transition.secondsSince1970 - 1) == last.offset, "\(rule)")
        last = (transition.secondsSince1970, transition.offsetInSeconds)
        #expect(zone.offset(atSecond: last.second) == last.offset, "\(rule)")
      }
    }
  }
}
