import TicketLedger

/// Something said or seen about a service as a whole, outside any ticket.
struct Bulletin: BitwiseCopyable, Sendable {
  /// What kind of bulletin.
  enum Content: UInt8, BitwiseCopyable, Sendable {
    case warning
    case alarm
    case passing
    case failure
    case recovery
    case maintenance
  }

  /// When, in milliseconds since 1970.
  let at: Int64
  /// What.
  let content: Content
  /// The service concerned.
  let service: Service

  /// The bulletins of a scenario, in order of time: signals before most outbreaks, notices during and
  /// after them, maintenance announced, signals that nothing followed.
  ///
  /// - Complexity: O(n log n) in the outbreaks and weeks.
  static func all(in scenario: Scenario, _ outbreaks: [Outbreak]) -> [Bulletin] {
    var random = RandomStream(seed: scenario.seed, .bulletins)
    var all: [Bulletin] = []
    for outbreak in outbreaks {
      let (start, service) = (outbreak.startsAt, outbreak.service)
      func add(_ content: Content, _ offset: Int64) {
        all.append(Bulletin(at: start + offset, content: content, service: service))
      }
      if random.chance(750) {
        add(.warning, -random.span(6 * Span.minute...25 * Span.minute))
        add(.alarm, -random.span(0...5 * Span.minute))
      } else {
        add(.alarm, random.span(3 * Span.minute...20 * Span.minute))
      }
      guard random.chance(900) else { continue }
      add(.failure, random.span(8 * Span.minute...28 * Span.minute))
      add(.recovery, outbreak.duration + random.span(10 * Span.minute...90 * Span.minute))
    }
    let start = scenario.start.millisecondsSince1970
    for day in 0..<Int64(scenario.durationInDays) {
      let midnight = (Span.dayNumber(of: start) + day) * Span.day
      func add(_ content: Content, _ range: ClosedRange<Int64>) {
        let service = Service.draw(for: .incident, &random)
        all.append(Bulletin(at: midnight + random.span(range), content: content, service: service))
      }
      if random.chance(280) { add(.passing, 0...Span.day - 1) }
      if Span.weekday(of: Span.dayNumber(of: midnight)) == 3, random.chance(500) {
        add(.maintenance, 14 * Span.hour...16 * Span.hour)
      }
    }
    let period = start..<scenario.end.millisecondsSince1970
    return all.filter { period.contains($0.at) }
      .sorted {
        ($0.at, $0.content.rawValue, $0.service.rawValue)
          < ($1.at, $1.content.rawValue, $1.service.rawValue)
      }
  }

  /// The submission that records it.
  func submission(_ staffing: Staffing, index: Int) -> Submission {
    let service = TermReference.name(service.names.service)
    let moment = Instant(millisecondsSince1970: at)
    func phrase(_ list: [String]) -> String { list[index % list.count] }
    func signal(_ severity: SignalSeverity) -> Submission {
      let command = Command(
        .raiseSignal(service: service, severity, what: phrase(Phrases.signals))
      )
      return Submission(command, by: .monitoring("probe 2.4"), at: moment)
    }
    func notice(_ text: String) -> Submission {
      let desk = Label.agent(staffing.lead(of: .deskNorth))
      let command = Command(.broadcastNotice(service: service, text: text))
      return Submission(command, by: .person(.identity(desk)), at: moment)
    }
    return switch content {
    case .warning: signal(.warning)
    case .alarm: signal(.critical)
    case .passing: signal(index % 3 == 0 ? .warning : .information)
    case .failure: notice(phrase(Phrases.failures))
    case .recovery: notice(phrase(Phrases.recoveries))
    case .maintenance: notice(phrase(Phrases.maintenance))
    }
  }
}
