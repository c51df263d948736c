import TicketLedger

/// Speaks one language: its words, its numbers, its dates.
///
/// No setting of the machine plays a part.
struct ReportWords: Sendable {
  /// The language.
  let language: ReportLanguage

  /// The words of a phrase.
  func callAsFunction(_ phrase: Phrase) -> String {
    phrase.text(in: language)
  }

  /// A whole number: `1,234`, or with narrow spaces.
  func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let separator = language == .french ? "\u{202F}" : ","
    var text = number < 0 ? "\u{2212}" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += separator }
      text.append(digit)
    }
    return text
  }

  /// A number and the noun it counts.
  func count(_ number: Int, _ noun: Noun) -> String {
    count(number) + "\u{A0}" + noun.text(for: number, in: language)
  }

  /// A number with so many decimals, halves rounded away from zero; a dash where it is none.
  func decimal(_ number: Double, digits: Int = 1) -> String {
    let unit = (0..<digits).reduce(1) { unit, _ in unit * 10 }
    let scaled = (number * Double(unit)).rounded()
    guard let whole = Int(exactly: scaled) else { return "–" }
    let (units, rest) = Int(whole.magnitude).quotientAndRemainder(dividingBy: unit)
    let sign = whole < 0 ? "\u{2212}" : ""
    guard digits > 0 else { return sign + count(units) }
    let decimals = String(rest)
    let zeros = String(repeating: "0", count: max(0, digits - decimals.count))
    return sign + count(units) + (language == .french ? "," : ".") + zeros + decimals
  }

  /// A number with its sign, `+0.4`.
  func signed(_ number: Double, digits: Int = 1) -> String {
    let text = decimal(number, digits: digits)
    return number > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A share in percent; a dash where the whole is nothing.
  ///
  /// What is not all is never rounded up to 100, nor what is not nothing down to 0.
  func percent(_ ratio: ReportContent.Ratio, digits: Int = 1) -> String {
    guard let share = ratio.share else { return "–" }
    var number = decimal(share * 100, digits: digits)
    let isRounded = digits > 0 || ratio.part == 0 || ratio.rest == 0
    if !isRounded {
      if number == decimal(100, digits: 0) { number = "99" }
      if number == "0" { number = "1" }
    }
    return number + (language == .french ? "\u{202F}%" : "%")
  }

  /// Words of the ledger between quotation marks.
  func quoted(_ name: String) -> String {
    switch language {
    case .english: "\u{201C}\(name)\u{201D}"
    case .french: "«\u{A0}\(name)\u{A0}»"
    }
  }

  /// A title and what it introduces, with the colon of the language.
  func pair(_ title: String, _ rest: String) -> String {
    title + (language == .french ? "\u{A0}: " : ": ") + rest
  }
}
