import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Axes are round, and their labels never touch")
struct ReportScaleTests {
  @Test("a scale reaches its maximum in round steps from zero")
  func niceScale() {
    var state: UInt64 = 3
    for _ in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      let maximum = Double(state >> 40) / Double(1 + (state >> 20) % 5_000)
      for isWhole in [true, false] {
        let scale = NiceScale(upTo: maximum, isWhole: isWhole)
        #expect(scale.ticks.first == 0)
        #expect(scale.top >= maximum && scale.steps <= 5)
        // No shorter scale of the same steps would do.
        #expect(scale.top - scale.step < maximum || scale.steps == 1)
        var digit = scale.step
        while digit >= 9.99 { digit /= 10 }
        while digit < 0.99 { digit *= 10 }
        #expect([1, 2, 5].contains { abs($0 - digit) < 0.001 })
        if isWhole { #expect(scale.step >= 1) }
      }
    }
  }

  @Test(
    "odd maxima have a scale too",
    arguments: [0, -3, .infinity, .nan, 1e300, 0.000_001] as [Double]
  )
  func oddScale(_ maximum: Double) {
    for isWhole in [true, false] {
      let scale = NiceScale(upTo: maximum, isWhole: isWhole)
      #expect(scale.top > 0 && scale.steps >= 1 && scale.steps <= 5)
    }
  }

  @Test("known scales")
  func knownScales() {
    #expect(NiceScale(upTo: 97).ticks == [0, 20, 40, 60, 80, 100])
    #expect(NiceScale(upTo: 3).ticks == [0, 1, 2, 3])
    #expect(NiceScale(upTo: 1_001).ticks == [0, 500, 1_000, 1_500])
    #expect(NiceScale(upTo: 0.9, isWhole: false).decimals == 1)
  }

  @Test("dates are marked in order, inside the axis, with room between labels")
  func dates() {
    let words = ReportWords(language: .french)
    for length in [1, 2, 6, 13, 31, 60, 100, 365, 800, 3_000, 20_000] {
      for width in [240.0, 420, 900] {
        for start in [16_000, 16_076, 16_435] {
          let first = CivilDate(daysSince1970: start)
          let last = CivilDate(daysSince1970: start + length - 1)
          let scale = DateScale(first: first, last: last)
          let ticks = scale.ticks(length: width, size: 12, words)
          #expect(!ticks.isEmpty)
          let places = ticks.map { scale.place(of: $0.day) * width }
          #expect(ticks.allSatisfy { first <= $0.day && $0.day <= last })
          for (left, right) in zip(ticks.indices, ticks.indices.dropFirst()) {
            let room =
              TextWidth.of(ticks[left].label, size: 12) / 2
              + TextWidth.of(ticks[right].label, size: 12) / 2
            #expect(places[right] - places[left] >= room, "\(length) days on \(width)")
          }
        }
      }
    }
  }

  @Test("a year is told once, where it begins")
  func years() {
    let scale = DateScale(
      first: CivilDate(daysSince1970: 20_000),
      last: CivilDate(daysSince1970: 20_400)
    )
    let ticks = scale.ticks(length: 900, size: 12, ReportWords(language: .english))
    #expect(ticks.compactMap(\.year) == ["2024", "2025"])
  }

  @Test("counts share shades in order, and none shares the shade of zero")
  func bins() {
    for maximum in 0...200 {
      let bins = CountBins(upTo: maximum)
      #expect(bins.shade(of: 0) == 0)
      let shades = (0...maximum).map(bins.shade)
      #expect(shades == shades.sorted() && shades.allSatisfy { 0...6 ~= $0 })
      #expect(shades.dropFirst().allSatisfy { $0 > 0 })
      for range in bins.ranges {
        #expect((range.from...range.to).allSatisfy { bins.shade(of: $0) == range.shade })
      }
      #expect(bins.ranges.last?.to == maximum)
    }
  }

  @Test(
    "weeks are numbered after ISO 8601",
    arguments: [
      ("2016-01-03", 2015, 53), ("2016-01-04", 2016, 1), ("2016-12-31", 2016, 52),
      ("2018-12-31", 2019, 1), ("2020-12-31", 2020, 53), ("2021-01-01", 2020, 53),
    ]
  )
  func weeks(_ day: String, _ year: Int, _ week: Int) throws {
    let iso = IsoWeek(containing: try CivilDate(day))
    #expect(iso.year == year && iso.week == week)
  }

  @Test("a flow's stages hold what flows through them, and ribbons stay in the drawing")
  func flow() throws {
    let layout = FlowLayout(ReportSample.links, width: 800, height: 400)
    #expect(layout.boxes.count == 7)
    #expect(layout.ribbons.count == ReportSample.links.count)
    let intake = try #require(layout.boxes.first { $0.stage == .intake })
    #expect(intake.count == 8_012 + 611 + 37)
    let first = try #require(layout.boxes.first { $0.stage == .level(1) })
    // Its right edge: what goes on, and what comes back to it.
    #expect(first.count == 2_310 + 58 + 5_702 + 290 + 134 + 388 + 151)
    #expect(layout.ribbons.filter(\.isBack).map(\.link.count).sorted() == [63, 141, 151, 388])
    for box in layout.boxes {
      #expect(box.x >= 0 && box.x + FlowLayout.boxWidth <= 800)
      #expect(box.y >= 0 && box.y + box.height <= 400)
    }
  }
}
