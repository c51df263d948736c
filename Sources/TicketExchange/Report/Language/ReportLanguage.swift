/// The language that a report is written in.
public enum ReportLanguage: String, CaseIterable, Sendable {
  /// English; numbers as in 1,234.5.
  case english = "en"
  /// French; numbers as in 1 234,5.
  case french = "fr"
}
