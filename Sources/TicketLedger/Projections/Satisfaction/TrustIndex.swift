/// How much a department has reason to trust its helpdesk, from 0 to 100.
///
/// The index is 100 · Σ wᵢ·pᵢ / Σ wᵢ over the parts that have data, each part pᵢ from 0 to 1:
///
/// | part | weight | is |
/// |---|---|---|
/// | satisfaction | 40 | (mean rating − 1) / 4 |
/// | promises | 25 | cycles of service-level clocks in time, of those decided |
/// | lasting | 20 | tickets not reopened within the window, of those first resolved |
/// | messages | 15 | (mean of all marks of reviewed replies − 1) / 4 |
///
/// There is none below ``minimumTickets`` tickets first resolved: a handful of voices is no measure.
public struct TrustIndex: Hashable, Sendable {
  /// One of what it is made of.
  public enum Part: String, CaseIterable, Sendable {
    /// The requesters' ratings.
    case satisfaction
    /// Cycles of clocks that were in time.
    case promises
    /// Tickets that were not reopened within the window.
    case lasting
    /// Reviews of replies.
    case messages

    /// How much it counts, beside the others.
    public var weight: Int {
      switch self {
      case .satisfaction: 40
      case .promises: 25
      case .lasting: 20
      case .messages: 15
      }
    }
  }

  /// The fewest tickets first resolved that it is told for.
  public static let minimumTickets = 20

  /// The index, 0 to 100.
  public let value: Double
  /// The tickets first resolved that it is about.
  public let tickets: Int
  /// Its parts, from 0 to 1; those without data are left out, and the others weigh more.
  public let parts: [Part: Double]

  /// Creates the index of figures; nil where too few tickets were resolved, or no part has data.
  public init?(_ figures: SatisfactionFigures) {
    guard figures.resolved >= TrustIndex.minimumTickets else { return nil }
    var parts: [Part: Double] = [:]
    parts[.satisfaction] = figures.ratings.mean.map { ($0 - 1) / 4 }
    parts[.promises] = figures.compliance.compliance
    parts[.lasting] =
      1 - Double(figures.reopenedWithinWindow) / Double(max(figures.resolved, 1))
    let marks = [figures.clarity, figures.courtesy, figures.accuracy].compactMap(\.mean)
    if !marks.isEmpty {
      parts[.messages] = (marks.reduce(0, +) / Double(marks.count) - 1) / 4
    }
    let (sum, weights) = Part.allCases.reduce((0.0, 0.0)) { total, part in
      guard let value = parts[part] else { return total }
      let weight = Double(part.weight)
      return (total.0 + weight * value, total.1 + weight)
    }
    value = 100 * sum / weights
    tickets = figures.resolved
    self.parts = parts
  }
}
