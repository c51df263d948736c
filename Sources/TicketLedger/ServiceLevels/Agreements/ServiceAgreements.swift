/// The calendars and policies that a log has adopted, and which of them are in force when.
///
/// At any instant one policy is in force, and one version of each calendar: of those adopted, the one
/// whose effect began last; of two that began together, the one adopted later. Between two such
/// beginnings lies one *period*.
///
/// Immutable: an adoption makes another value.
public final class ServiceAgreements: Sendable {
  /// An adoption as the log holds it.
  struct Adopted: Hashable, Sendable {
    /// Where it stands; nil for a supposed one.
    let position: Position?
    /// From when on it holds.
    let effectiveFrom: Instant
    let document: AdoptedDocument
    /// The document as the log holds it; empty for a supposed one.
    let bytes: [UInt8]
  }

  /// A time in which nothing adopted changes.
  struct Period: Sendable {
    /// When it begins.
    let from: Instant
    /// The policy in force; nil before the first.
    let policy: ServicePolicy?
    /// Where that policy was adopted; nil where it is only supposed, or there is none.
    let position: Position?
    /// Its rules' places among ``ServiceAgreements/rules``.
    let rules: Range<Int>
    /// Whether it retargets clocks that run when it begins.
    let retargetsRunning: Bool
    /// The numbers of the policy's different thresholds.
    let thresholds: [TargetThreshold: UInt16]
  }

  /// The adoptions, in the order of the log.
  let adoptions: [Adopted]
  /// The periods in order of time; the first begins with time itself.
  let periods: [Period]
  /// The rules of all periods.
  let rules: [CompiledRule]
  /// The targets of all rules, those of one rule together, in order of their clocks.
  let targets: ContiguousArray<CompiledTarget>
  /// For each rule and clock, in that order, where its targets begin; ended by the number of all.
  private let starts: ContiguousArray<UInt32>
  /// For each period, kind and priority, in that order, the first rule that such a ticket can match.
  private let candidates: ContiguousArray<UInt32>
  /// For each rule, the clocks that it promises something for; a bit for each.
  private let promises: ContiguousArray<UInt16>
  /// The open time of every version of every calendar; the first is around the clock.
  let calendars: [OpenTime]
  /// For each of them its adoption's place; nil for around the clock.
  private let calendarAdoptions: [Int?]
  /// Whether any period retargets running clocks.
  let retargetsRunning: Bool
  /// Whether any rule looks at where a ticket is, what it is about, or its priority.
  let looksAtQueue: Bool
  let looksAtTerms: Bool
  let looksAtPriority: Bool

  /// No rule.
  static let noRule = UInt32.max
  /// Nothing adopted.
  public static let none = ServiceAgreements([], names: TermNames(Catalogue()))

  init(_ adoptions: [Adopted], names: TermNames, reusing former: ServiceAgreements? = nil) {
    self.adoptions = adoptions
    var calendars: [OpenTime] = [.always]
    var calendarAdoptions: [Int?] = [nil]
    var places: [Int: Int] = [:]
    for (place, version) in adoptions.enumerated() {
      guard case .calendar(let calendar) = version.document else { continue }
      places[place] = calendars.count
      calendars.append(former?.openTime(of: calendar) ?? OpenTime(calendar))
      calendarAdoptions.append(place)
    }
    self.calendars = calendars
    self.calendarAdoptions = calendarAdoptions
    var periods: [Period] = []
    var rules: [CompiledRule] = []
    var targets: ContiguousArray<CompiledTarget> = []
    var starts: ContiguousArray<UInt32> = []
    var promises: ContiguousArray<UInt16> = []
    for start in Set(adoptions.map(\.effectiveFrom)).union([.distantPast]).sorted() {
      let inForce = ServiceAgreements.inForce(at: start, of: adoptions)
      var named: [String: Int] = [:]
      for (subject, place) in inForce {
        if let subject, let calendar = places[place] { named[subject] = calendar }
      }
      let adopted = inForce[nil].map { adoptions[$0] }
      var policy: ServicePolicy?
      if case .policy(let document) = adopted?.document { policy = document }
      let first = rules.count
      for (index, rule) in (policy?.rules ?? []).enumerated() {
        rules.append(CompiledRule(rule, at: index, of: periods.count, names: names))
        promises.append(rule.targets.reduce(0) { $0 | ($1.limit == nil ? 0 : $1.clock.bit) })
        for clock in ServiceClock.allCases {
          starts.append(UInt32(targets.count))
          targets += CompiledTarget.targets(of: clock, in: rule, calendars: named)
        }
      }
      periods.append(
        Period(
          from: start,
          policy: policy,
          position: adopted?.position,
          rules: first..<rules.count,
          retargetsRunning: start > .distantPast && policy?.versions == .latest,
          thresholds: policy?.thresholdNumbers ?? [:]
        )
      )
    }
    self.periods = periods
    self.rules = rules
    self.targets = targets
    self.promises = promises
    candidates = ServiceAgreements.candidates(of: periods, rules)
    self.starts = starts + [UInt32(targets.count)]
    retargetsRunning = periods.contains { $0.retargetsRunning }
    looksAtQueue = rules.contains { $0.looksAtQueue }
    looksAtTerms = rules.contains { $0.looksAtTerms }
    looksAtPriority = rules.contains { $0.looksAtPriority }
  }

  /// The place of the version in force of each subject; of a calendar that has none yet, the first to
  /// come, so that a target never loses the calendar it names.
  static func inForce(at instant: Instant, of adoptions: [Adopted]) -> [String?: Int] {
    var inForce: [String?: Int] = [:]
    let inOrder = adoptions.indices.sorted {
      (adoptions[$0].effectiveFrom, $0) < (adoptions[$1].effectiveFrom, $1)
    }
    for place in inOrder {
      let subject = adoptions[place].document.subject
      let effectiveFrom = adoptions[place].effectiveFrom
      let isFirst = inForce[subject].map { adoptions[$0].effectiveFrom == effectiveFrom } ?? true
      if effectiveFrom <= instant || (subject != nil && isFirst) { inForce[subject] = place }
    }
    return inForce
  }

  /// From when on an adoption will change what is in force.
  ///
  /// A version of a calendar that comes before all others is also what a policy counts by until then.
  func beginningOfEffect(of adopted: Adopted) -> Instant {
    guard let subject = adopted.document.subject else { return adopted.effectiveFrom }
    let others = adoptions.filter { $0.document.subject == subject }
    let isFirst = others.allSatisfy { adopted.effectiveFrom <= $0.effectiveFrom }
    // No policy names a calendar before it was adopted.
    return isFirst && !others.isEmpty ? .distantPast : adopted.effectiveFrom
  }

  /// An index made before, so that an adoption does not make those of all calendars again.
  private func openTime(of calendar: ServiceCalendar) -> OpenTime? {
    var place = 0
    for adopted in adoptions {
      guard case .calendar(let known) = adopted.document else { continue }
      place += 1
      if known == calendar { return calendars[place] }
    }
    return nil
  }

  /// The adoption that a place among ``calendars`` comes from; nil for around the clock.
  func adoption(ofCalendar place: Int) -> Adopted? {
    calendarAdoptions[place].map { adoptions[$0] }
  }

  /// The place of the period at an instant.
  ///
  /// - Complexity: O(log n) in the periods; O(1) for the latest.
  func period(at instant: Instant) -> Int {
    var low = 0
    var high = periods.count - 1
    if periods[high].from <= instant { return high }
    while low < high {
      let middle = (low + high + 1) / 2
      if periods[middle].from <= instant { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Whether a period that retargets running clocks begins after one instant and until another.
  func changesRunningClocks(after instant: Instant, until end: Instant) -> Bool {
    guard retargetsRunning else { return false }
    let first = period(at: instant) + 1
    let last = period(at: end)
    return first <= last && periods[first...last].contains { $0.retargetsRunning }
  }

  /// The first rule of a period that matches; ``noRule`` where none does.
  func rule(of period: Int, for fields: borrowing MatchedFields) -> UInt32 {
    let first = candidates[
      ServiceAgreements.candidate(of: period, fields.kind.rawValue, fields.priority)
    ]
    guard first != ServiceAgreements.noRule, !rules[Int(first)].looksAtMasksOnly else {
      return first
    }
    for place in Int(first)..<periods[period].rules.upperBound
    where rules[place].matches(fields) {
      return UInt32(place)
    }
    return ServiceAgreements.noRule
  }

  /// The places among ``targets`` of a clock's targets under a rule.
  func targets(of clock: ServiceClock, under rule: UInt32) -> Range<Int> {
    // A checkpoint's bytes may name a rule that is not there.
    guard Int(rule) < rules.count else { return 0..<0 }
    let place = Int(rule) * ServiceClock.allCases.count + Int(clock.rawValue) - 1
    return Int(starts[place])..<Int(starts[place + 1])
  }

  /// The clocks that a rule promises something for; a bit for each.
  func promises(of rule: UInt32) -> UInt16 {
    Int(rule) < promises.count ? promises[Int(rule)] : 0
  }

  /// The first target of a clock under a rule, which says how the clock behaves.
  func first(of clock: ServiceClock, under rule: UInt32) -> CompiledTarget? {
    let range = targets(of: clock, under: rule)
    return range.isEmpty ? nil : targets[range.lowerBound]
  }

  /// The names of the calendars adopted.
  public var calendarNames: Set<String> { Set(adoptions.compactMap(\.document.subject)) }

  /// Whether a policy was adopted.
  public var hasPolicy: Bool { adoptions.contains { $0.document.subject == nil } }

  /// The policy in force at an instant; nil where none is.
  public func policy(at instant: Instant) -> ServicePolicy? {
    periods[period(at: instant)].policy
  }

  /// The open time of the version of a calendar in force at an instant, or the first to come; nil where
  /// none of that name was adopted.
  func openTime(ofCalendar name: String, at instant: Instant) -> OpenTime? {
    guard let adoption = ServiceAgreements.inForce(at: instant, of: adoptions)[name] else {
      return nil
    }
    return calendarAdoptions.firstIndex(of: adoption).map { calendars[$0] }
  }

  /// The version of a calendar in force at an instant, or the first to come; nil where none of that
  /// name was adopted.
  public func calendar(named name: String, at instant: Instant) -> ServiceCalendar? {
    let place = ServiceAgreements.inForce(at: instant, of: adoptions)[name]
    guard let place, case .calendar(let calendar) = adoptions[place].document else { return nil }
    return calendar
  }
}

/// A calendar or policy that a log has adopted.
public enum AdoptedDocument: Hashable, Sendable {
  /// A version of a calendar.
  case calendar(ServiceCalendar)
  /// A version of the policy.
  case policy(ServicePolicy)

  /// What it supersedes: documents of one subject are versions of each other.
  var subject: String? {
    switch self {
    case .calendar(let calendar): calendar.name
    case .policy: nil
    }
  }
}
