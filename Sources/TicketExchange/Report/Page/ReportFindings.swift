import TicketLedger

/// What a reader should look at first, in sentences computed from the content.
struct ReportFindings: Sendable {
  /// What is looked at.
  let content: ReportContent
  /// The language.
  let words: ReportWords

  /// A sentence, and the section that shows more.
  struct Finding: Hashable, Sendable {
    /// The section.
    let section: String
    /// What it is about.
    let title: String
    /// The sentence.
    let sentence: String
  }

  /// All that stands out, in the order of the page.
  var all: [Finding] {
    [
      backlog, oldest, missedTarget, recurring, rising, chain, bouncing, avoidable, trust,
    ].compactMap { $0 }
  }

  /// How the number of open tickets changed.
  private var backlog: Finding? {
    let head = content.headline
    guard head.open != head.openBefore, head.open + head.openBefore > 0 else { return nil }
    let sentence: Phrase = .findingBacklog(
      grew: head.open > head.openBefore,
      from: words.count(head.openBefore),
      to: words.count(head.open, .openTicket)
    )
    return finding("backlog", .findingBacklogTitle(grew: head.open > head.openBefore), sentence)
  }

  /// The level with the most tickets of the oldest age.
  private var oldest: Finding? {
    let buckets = ReportContent.AgeBucket.allCases
    for bucket in [buckets[3], buckets[2]] {
      let counts = content.ageing.levels.map {
        (level: $0.level, count: $0.counts[bucket.rawValue])
      }
      guard let most = counts.max(by: { ($0.count, $1.level) < ($1.count, $0.level) }),
        most.count > 0
      else { continue }
      let all = counts.reduce(0) { $0 + $1.count }
      return finding(
        "backlog",
        .findingOldestTitle,
        .findingOldest(
          all: words.count(all, .openTicket),
          age: words(bucket.name),
          most: words.count(most.count),
          level: words(.atLevel(most.level)),
          since: content.ageing.oldestOpenedAt.map { words.day(of: $0) }
        )
      )
    }
    return nil
  }

  /// The target of which the most was missed.
  private var missedTarget: Finding? {
    let targets = content.compliance.targets
    guard let most = targets.max(by: { $0.total.rest < $1.total.rest }), most.total.rest > 0 else {
      return nil
    }
    let name = page.name(of: most)
    let missed = ReportContent.Ratio(part: most.total.rest, whole: most.total.whole)
    return finding(
      "targets",
      .findingTargetTitle,
      .findingTarget(
        name: words.quoted(name),
        missed: words.count(missed.part),
        all: words.count(missed.whole),
        share: words.percent(missed)
      )
    )
  }

  /// The pattern with the most recurrences.
  private var recurring: Finding? {
    let patterns = content.recurrence.patterns
    guard let most = patterns.max(by: { $0.recurrences < $1.recurrences }), most.recurrences > 0
    else { return nil }
    return finding(
      "recurrence",
      .findingRecurringTitle,
      .findingRecurring(
        name: words.quoted(page.name(of: most.terms)),
        recurrences: words.count(most.recurrences),
        tickets: words.count(most.tickets, .ticket),
        window: words.count(content.recurrence.windowInDays, .day),
        requesters: words.count(most.requesters, .requester)
      )
    )
  }

  /// The pattern that surely rises the fastest.
  private var rising: Finding? {
    let patterns = content.recurrence.patterns.filter { ($0.trend?.low ?? 0) > 0 }
    guard let most = patterns.max(by: { ($0.trend?.slope ?? 0) < ($1.trend?.slope ?? 0) }),
      let trend = most.trend
    else { return nil }
    return finding(
      "recurrence",
      .findingRisingTitle,
      .findingRising(
        name: words.quoted(page.name(of: most.terms)),
        slope: words.decimal(trend.slope, digits: 2),
        confidence: String(trend.confidence)
      )
    )
  }

  /// The longest chain that no problem ticket ended.
  private var chain: Finding? {
    let open = content.chains.filter { $0.problem == nil && $0.tickets.count > 2 }
    guard let longest = open.max(by: { $0.tickets.count < $1.tickets.count }) else { return nil }
    return finding(
      "recurrence",
      .findingChainTitle,
      .findingChain(
        name: words.quoted(page.name(of: longest.terms)),
        tickets: words.count(longest.tickets.count, .ticket)
      )
    )
  }

  /// How much bounces between teams.
  private var bouncing: Finding? {
    let own = content.handling
    guard own.pingPong > 0 else { return nil }
    return finding(
      "flow",
      .findingBouncingTitle,
      .findingBouncing(
        tickets: words.count(own.ticketsPingPonged, .ticket),
        times: words.count(own.pingPong),
        handoffs: words.count(own.handoffs, .handoff)
      )
    )
  }

  /// The class of causes that costs the most of what can be prevented.
  private var avoidable: Finding? {
    let costs = content.causes.filter { $0.cause.isAvoidable && $0.minutes > 0 }
    guard
      let most = costs.max(by: {
        ($0.minutes, $1.cause.rawValue) < ($1.minutes, $0.cause.rawValue)
      })
    else { return nil }
    let all = content.causes.reduce(0) { $0 + $1.minutes }
    return finding(
      "causes",
      .findingAvoidableTitle,
      .findingAvoidable(
        cause: words.quoted(words(most.cause.phrase)),
        work: words.work(minutes: most.minutes),
        tickets: words.count(most.tickets, .ticket),
        share: words.percent(.init(part: most.minutes, whole: all), digits: 0)
      )
    )
  }

  /// The fewest ratings that a department is compared with others by.
  private static let leastRatings = 10

  /// The department that trusts least, of those whose index has the same parts, and ratings enough.
  private var trust: Finding? {
    let rated = content.satisfaction.departments.filter {
      $0.index != nil && $0.ratings >= ReportFindings.leastRatings
    }
    let parts = rated.map { $0.parts.map { $0 != nil } }
    let usual = parts.max { first, second in
      parts.count { $0 == first } < parts.count { $0 == second }
    }
    let known = zip(rated, parts).filter { $1 == usual }.map(\.0)
    guard known.count > 1, let least = known.min(by: { ($0.index ?? 0) < ($1.index ?? 0) }),
      let index = least.index
    else { return nil }
    return finding(
      "satisfaction",
      .findingTrustTitle,
      .findingTrust(
        name: words.quoted(page.name(of: least)),
        index: words.decimal(index, digits: 0),
        ratings: words.count(least.ratings, .rating)
      )
    )
  }

  private var page: ReportPage { ReportPage(content: content, words: words) }

  private func finding(_ section: String, _ title: Phrase, _ sentence: Phrase) -> Finding {
    Finding(section: section, title: words(title), sentence: words(sentence))
  }
}
