import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Numbers, dates and words follow their language")
struct ReportWordsTests {
  let english = ReportWords(language: .english)
  let french = ReportWords(language: .french)

  @Test("whole numbers are grouped by three")
  func counts() {
    #expect(english.count(0) == "0" && english.count(999) == "999")
    #expect(english.count(1_234_567) == "1,234,567")
    #expect(french.count(1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(english.count(-1_000) == "\u{2212}1,000")
    #expect(english.count(.min) == "\u{2212}9,223,372,036,854,775,808")
  }

  @Test("decimals are rounded half away from zero, and never trap")
  func decimals() {
    #expect(english.decimal(1_234.5) == "1,234.5")
    #expect(french.decimal(1_234.5) == "1\u{202F}234,5")
    #expect(english.decimal(0.05) == "0.1" && english.decimal(-0.25) == "\u{2212}0.3")
    #expect(
      english.decimal(2.5, digits: 0) == "3" && english.decimal(3.14159, digits: 3) == "3.142"
    )
    #expect(english.decimal(1.005, digits: 2).count == 4)
    #expect(english.decimal(.nan) == "–" && english.decimal(1e300) == "–")
    #expect(english.signed(0.4) == "+0.4" && english.signed(0.01) == "0.0")
    #expect(french.signed(-0.4) == "\u{2212}0,4")
  }

  @Test("what is not all is never 100 percent, what is something never 0")
  func percents() {
    #expect(english.percent(.init(part: 1, whole: 3)) == "33.3%")
    #expect(french.percent(.init(part: 1, whole: 3)) == "33,3\u{202F}%")
    #expect(english.percent(.init(part: 999, whole: 1_000), digits: 0) == "99%")
    #expect(english.percent(.init(part: 1, whole: 1_000), digits: 0) == "1%")
    #expect(english.percent(.init(part: 0, whole: 9), digits: 0) == "0%")
    #expect(english.percent(.init(part: 9, whole: 9), digits: 0) == "100%")
    #expect(english.percent(.init(part: 0, whole: 0)) == "–")
  }

  @Test("days are written out")
  func days() throws {
    let day = try CivilDate("2016-03-04")
    #expect(english.day(day) == "4\u{A0}March 2016")
    #expect(french.day(day) == "4\u{A0}mars 2016")
    #expect(french.day(try CivilDate("2016-02-01")) == "1er\u{A0}février 2016")
    #expect(english.week(try CivilDate("2016-02-29")) == "week 9 of 2016")
    #expect(french.month(ReportMonth(year: 2016, month: 8)) == "août\u{A0}2016")
  }

  @Test("moments are told in UTC")
  func moments() throws {
    let moment = try #require(Instant(rfc3339: "2016-03-04T12:00:00Z"))
    #expect(english.moment(moment) == "4\u{A0}March 2016, 12:00\u{A0}UTC")
    #expect(french.moment(moment) == "4\u{A0}mars 2016 à 12:00\u{A0}UTC")
    #expect(english.moment(.distantPast).hasPrefix("1\u{A0}January 1,") == true)
  }

  @Test(
    "durations take their two largest units",
    arguments: [
      (29.0, "0\u{A0}min"), (45 * 60, "45\u{A0}min"), (3600, "1\u{A0}h"),
      (3 * 3600 + 5 * 60, "3\u{A0}h\u{A0}5\u{A0}min"), (76 * 3600, "3\u{A0}d\u{A0}4\u{A0}h"),
      (48 * 3600, "2\u{A0}d"), (12.5 * 86_400, "13\u{A0}d"),
    ] as [(Double, String)]
  )
  func durations(_ seconds: Double, _ text: String) {
    #expect(english.duration(seconds: seconds) == text)
  }

  @Test("no duration is a dash")
  func noDuration() {
    #expect(english.duration(seconds: nil) == "–" && english.duration(seconds: .infinity) == "–")
    #expect(french.work(minutes: 61) == "1\u{A0}h\u{A0}1\u{A0}min")
    #expect(french.work(minutes: 84_031) == "1\u{202F}401\u{A0}h")
  }

  @Test("French counts nothing in the singular, English in the plural")
  func plurals() {
    #expect(
      english.count(0, .ticket) == "0\u{A0}tickets" && english.count(1, .ticket) == "1\u{A0}ticket"
    )
    #expect(
      french.count(0, .ticket) == "0\u{A0}ticket" && french.count(2, .ticket) == "2\u{A0}tickets"
    )
  }

  @Test("French sets narrow spaces before its marks, and none stands alone", arguments: [0, 1])
  func typography(_ sample: Int) {
    let html = (sample == 0 ? ReportSample.rich() : ReportSample.empty).html(in: .french)
    // The style sheet and attributes have marks of their own: only words are looked at.
    let words = html.replacing(/<style>[^<]*<\/style>/, with: "").replacing(/<[^>]*>/, with: "")
    let plain = words.replacing(/&[a-z#0-9]+\u{3B}/, with: "")
    for mark in [";", "!", "?", "%"] {
      #expect(!plain.contains(" " + mark), "a plain space before \(mark)")
    }
    #expect(plain.firstMatch(of: /[a-zé0-9][;!?%]/) == nil)
    #expect(plain.firstMatch(of: /[A-Za-zé]:\s/) == nil)
    #expect(!plain.contains("'"))
  }

  @Test("a text is cut to its room")
  func fitted() {
    #expect(TextWidth.fitted("short", to: 200, size: 12) == "short")
    let cut = TextWidth.fitted(String(repeating: "wide ", count: 50), to: 100, size: 12)
    #expect(cut.hasSuffix("…") && TextWidth.of(cut, size: 12) <= 100)
  }
}
