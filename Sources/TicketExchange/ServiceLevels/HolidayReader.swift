import TicketLedger

/// Reads the all-day events of an iCalendar file, to the end, whatever is wrong with single events.
struct HolidayReader {
  private let file: String
  private var faults: [DocumentFault] = []
  private var omitted = 0
  private(set) var timedEvents = 0
  private(set) var cancelledEvents = 0
  private var events: [HolidayEvent] = []
  /// How many more occurrences and days are followed, so that a hostile file ends soon.
  private var budget = 2_000_000
  /// By the identifier of a recurring event: occurrences that other events replace or cancel.
  private var replaced: [String: Set<Int>] = [:]

  init(file: String) {
    self.file = file
  }

  /// Reads the text; what is wrong with single events is told by ``dates()``.
  mutating func read(_ bytes: [UInt8]) throws(DocumentError) {
    var open: [(name: String, line: Int)] = []
    var properties: [ICalendarLine] = []
    var isCalendar = false
    for (bytes, number) in ICalendarLines(bytes) {
      guard let line = ICalendarLine(bytes, number: number) else {
        throw error(
          "not a line of iCalendar: it has no name before a colon",
          "export the file again",
          at: number
        )
      }
      if String(validating: bytes, as: UTF8.self) == nil {
        add("the line is not in UTF-8", "save the file in UTF-8", at: number)
      }
      guard !open.isEmpty || line.name == "BEGIN" && line.value.uppercased() == "VCALENDAR" else {
        throw error(
          "not an iCalendar file: it does not begin with BEGIN:VCALENDAR",
          "name a file that ends in .ics",
          at: number
        )
      }
      isCalendar = true
      switch line.name {
      case "BEGIN":
        guard open.count < HolidayReader.maximumDepth else {
          throw error("components nested too deep", "export the file again", at: number)
        }
        open.append((line.value.uppercased(), number))
        if open.count == 2 { properties.removeAll() }
      case "END":
        guard let last = open.popLast(), last.name == line.value.uppercased() else {
          throw error("END without its BEGIN", "export the file again", at: number)
        }
        if open.count == 1, last.name == "VEVENT" { finishEvent(properties, at: last.line) }
        guard budget > 0 else { throw tooMany(at: number) }
      default:
        // What stands inside an alarm is the alarm's.
        if open.count == 2, open[1].name == "VEVENT", HolidayEvent.names.contains(line.name) {
          properties.append(line)
        }
      }
    }
    if let last = open.last {
      throw error(
        "the file ends inside \(last.name.inMessages)",
        "it may be cut off: export it again",
        at: last.line
      )
    }
    guard isCalendar else {
      throw error("the file is empty", "name a file that ends in .ics", at: nil)
    }
  }

  private static let maximumDepth = 16

  /// The dates of all events that were read.
  ///
  /// - Throws: What is wrong with events; that they are too many.
  mutating func dates() throws(DocumentError) -> Set<CivilDate> {
    var days: Set<Int> = []
    for event in events {
      let gone = event.identifier.flatMap { replaced[$0] } ?? []
      // An event that replaces an occurrence is not itself replaced.
      let starts = event.starts(without: event.replaces == nil ? gone : [], budget: &budget)
      for start in starts {
        let end = min(start + event.length, HolidayReader.lastDay + 1)
        budget -= end - start
        guard budget > 0 else { break }
        days.formUnion(start..<end)
      }
      guard budget > 0, days.count <= HolidayFile.maximumDates else {
        throw tooMany(at: event.line)
      }
    }
    guard faults.isEmpty else { throw DocumentError(faults, omitted: omitted) }
    return Set(days.map { CivilDate(daysSince1970: $0) })
  }

  private static let lastDay = CivilDate(daysSince1970: .max).daysSince1970

  private mutating func finishEvent(_ properties: [ICalendarLine], at line: Int) {
    do throws(HolidayEvent.Fault) {
      switch try HolidayEvent.Reading(properties, line: line) {
      case .timed(let replacing):
        timedEvents += 1
        note(replacing)
      case .cancelled(let replacing):
        cancelledEvents += 1
        note(replacing)
      case .allDay(let event):
        if let occurrence = event.replaces, let identifier = event.identifier {
          replaced[identifier, default: []].insert(occurrence)
        }
        events.append(event)
        // Reading a rule tries it on a year.
        budget -= event.rule == nil ? 1 : 100
      }
    } catch {
      add(error.problem, error.remedy, at: error.line)
    }
  }

  /// Takes away the occurrence that an event stands for which is itself passed over.
  private mutating func note(_ replacing: HolidayEvent.Occurrence?) {
    guard let replacing else { return }
    replaced[replacing.identifier, default: []].insert(replacing.day)
  }

  private func tooMany(at line: Int) -> DocumentError {
    error(
      "the events up to this one come to more dates than \(HolidayFile.maximumDates)",
      "name a calendar of holidays only",
      at: line
    )
  }

  private mutating func add(_ problem: String, _ remedy: String, at line: Int) {
    guard faults.count < DocumentError.limit else {
      omitted += 1
      return
    }
    faults.append(DocumentFault(file: file, line: line, problem: problem, remedy: remedy))
  }

  /// The error that ends the reading, after what was found before it.
  private func error(_ problem: String, _ remedy: String, at line: Int?) -> DocumentError {
    let last = DocumentFault(file: file, line: line, problem: problem, remedy: remedy)
    return DocumentError(faults.prefix(DocumentError.limit - 1) + [last], omitted: omitted)
  }
}
