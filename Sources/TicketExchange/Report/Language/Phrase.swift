/// The same words in every language; one that is missing does not compile.
struct Phrase: Hashable, Sendable {
  /// In English.
  let english: String
  /// In French, with its narrow spaces.
  let french: String

  /// Creates the words in English and in French.
  init(_ english: String, _ french: String) {
    self.english = english
    self.french = french
  }

  /// The words in a language.
  func text(in language: ReportLanguage) -> String {
    switch language {
    case .english: english
    case .french: french
    }
  }
}

/// A noun that is counted: for one, and for many.
struct Noun: Hashable, Sendable {
  /// For one.
  let one: Phrase
  /// For many.
  let many: Phrase

  /// Creates the noun: English for one and many, French for one and many.
  init(_ english: (one: String, many: String), _ french: (one: String, many: String)) {
    one = Phrase(english.one, french.one)
    many = Phrase(english.many, french.many)
  }

  /// The form for a number; French takes 0 for one, English for many.
  func text(for count: Int, in language: ReportLanguage) -> String {
    let isOne =
      switch language {
      case .english: count == 1
      case .french: count == 0 || count == 1
      }
    return (isOne ? one : many).text(in: language)
  }
}
