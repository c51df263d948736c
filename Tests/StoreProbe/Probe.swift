import LedgerStore
import StoreSurvival

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Another process, for the tests of what only two processes show.
///
/// `StoreProbe VERB PATH [ARGUMENT]` prints one line that says how it went.
@main enum Probe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { return say("usage: StoreProbe VERB PATH [ARGUMENT]") }
    let argument = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
    do {
      try run(arguments[1], path: arguments[2], argument)
    } catch let error as StoreError {
      say("\(error.reason) | \(error)")
    } catch {
      say("\(error)")
    }
  }

  private static func run(_ verb: String, path: String, _ argument: Int) throws {
    switch verb {
    case "count":
      let store = try LogStore.open(at: path, options: .init(access: .readOnly))
      say("\(try store.beginRead().end)")
    case "append":
      let store = try LogStore.open(at: path, options: .init(createsIfMissing: true))
      try append(argument, to: store)
      say("appended \(argument)")
    case "hold":
      let store = try LogStore.open(at: path, options: .init())
      let snapshot = try store.beginRead()
      say("holding \(snapshot.end)")
      while true { pause() }
    case "hold-writer":
      let store = try LogStore.open(at: path, options: .init())
      var writer = try store.beginAppend()
      _ = try writer.append([UInt8](repeating: 7, count: 9))
      say("writing \(writer.end)")
      while true { pause() }
    case "open-as-nobody", "write-as-nobody":
      guard setgid(65_534) == 0, setuid(65_534) == 0 else { return say("cannot become nobody") }
      let access: LogStore.Options.Access = verb == "open-as-nobody" ? .readOnly : .readWrite
      let store = try LogStore.open(at: path, options: .init(access: access))
      say("opened \(try store.beginRead().end)")
    case "fork":
      try fork(path)
    case "examine":
      let clock = ContinuousClock()
      let start = clock.now
      let report = try LogStore.examine(at: path)
      let time = start.duration(to: clock.now)
      let result = report.isSound ? "sound" : "\(report.problemCount) problems"
      say("\(result), \(report.pageCount) pages, \(report.sizeInBytes) bytes, \(time)")
      for problem in report.problems { say("\(problem)") }
      for note in report.notes { say("\(note)") }
    case "survive":
      // What hangs is ended by a signal, as what crashes is.
      alarm(20)
      var survival = Survival(path: path)
      say(survival.run())
    case "limit":
      try writeBeyondLimit(path, sizeInBytes: argument)
    #if os(Linux)
    case "narrow":
      try growBeyondMemory(path)
    #endif
    default:
      say("no verb \(verb)")
    }
  }

  /// Appends `count` envelopes of 1,000 bytes, in one transaction each 100.
  private static func append(_ count: Int, to store: LogStore) throws {
    let envelope = [UInt8](repeating: 1, count: 1_000)
    var left = count
    while left > 0 {
      let group = min(left, 100)
      try store.append { writer in
        for _ in 0..<group { _ = try writer.append(envelope) }
      }
      left -= group
    }
  }

  /// Meets a file size limit in a commit, as a full disk would be met, and says what follows.
  private static func writeBeyondLimit(_ path: String, sizeInBytes: Int) throws {
    let store = try LogStore.open(at: path, options: .init())
    let end = try store.beginRead().end
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: rlim_t(sizeInBytes), rlim_max: rlim_t(sizeInBytes))
    #if canImport(Darwin)
    let resource = RLIMIT_FSIZE
    #else
    let resource = __rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue))
    #endif
    guard unsafe setrlimit(resource, &limit) == 0 else { return say("no limit") }
    var reasons: [String] = []
    for _ in 0..<2 {
      do {
        try append(5_000, to: store)
        reasons.append("appended")
      } catch let error as StoreError {
        reasons.append("\(error.reason)")
      }
    }
    let after = try store.beginRead().end
    say("\(reasons.joined(separator: " ")) \(after >= end ? "reads" : "lost")")
  }

  #if os(Linux)
  /// Has the map grow until the process has no addresses for it, and says what follows.
  private static func growBeyondMemory(_ path: String) throws {
    let options = LogStore.Options(durability: .none, initialMapSizeInBytes: 1 << 20)
    let store = try LogStore.open(at: path, options: options)
    try append(100, to: store)
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return say("no statm") }
    var line = [CChar](repeating: 0, count: 64)
    unsafe fgets(&line, Int32(line.count), file)
    unsafe fclose(file)
    let pages = unsafe atol(line)
    let room = rlim_t(pages * Int(getpagesize()) + (20 << 20))
    var limit = rlimit(rlim_cur: room, rlim_max: room)
    let resource = __rlimit_resource_t(UInt32(RLIMIT_AS.rawValue))
    guard unsafe setrlimit(resource, &limit) == 0 else { return say("no limit") }
    var answers: [String] = []
    for attempt in [{ try append(60_000, to: store) }, { try append(1, to: store) }] {
      do {
        try attempt()
        answers.append("appended")
      } catch let error as StoreError {
        answers.append("\(error.reason) \(error.code)")
      }
    }
    do {
      _ = try store.beginRead().end
      answers.append("reads")
    } catch {
      answers.append("\(error.reason)")
    }
    store.close()
    say(answers.joined(separator: ", "))
  }
  #endif

  /// Uses a store in a child; Swift hides `fork`, since it is as dangerous as this test says.
  private static func fork(_ path: String) throws {
    let store = try LogStore.open(at: path, options: .init())
    let snapshot = try store.beginRead()
    typealias Fork = @convention(c) () -> Int32
    guard let address = unsafe dlsym(nil, "fork") else { return say("no fork") }
    let fork = unsafe unsafeBitCast(address, to: Fork.self)
    let child = fork()
    if child == 0 {
      var reasons: [String] = []
      for attempt in [{ _ = try store.beginRead().end }, { try append(1, to: store) }] {
        do {
          try attempt()
        } catch let error as StoreError {
          reasons.append("\(error.reason)")
        } catch {}
      }
      store.close()
      print(reasons.joined(separator: " "), store.lastTransactionID, terminator: ", ")
      fflush(nil)
      _exit(0)
    }
    var status: Int32 = 0
    unsafe waitpid(child, &status, 0)
    say("parent \(snapshot.end)")
  }

  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
