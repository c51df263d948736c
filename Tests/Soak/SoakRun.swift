import Foundation
import TicketLedger

/// One run: it starts the tasks, looks at the process until the time is up, and then checks the ledger.
struct SoakRun: Sendable {
  let plan: Plan
  private let place: Place
  private let latencies: Latencies
  private let counters = Counters()

  init(_ plan: Plan) throws {
    self.plan = plan
    place = Place(folder: plan.folder + "/work")
    latencies = Latencies(stretch: plan.stretch)
  }

  func run() async throws -> Results {
    try place.prepare()
    let host = Host(place, latencies)
    try await host.open()
    _ = try await host.current().submit(.adopt(Place.policy), by: "agent-1")
    let workers = Workers(
      plan: plan,
      place: place,
      host: host,
      latencies: latencies,
      counters: counters,
      persons: Persons(count: plan.requesters)
    )
    let watch = try Watch(place.ledger)
    let tasks = start(workers)
    let samples = try await look(at: host, watch)
    for task in tasks { task.cancel() }
    for task in tasks { await end(task) }
    await host.close()
    try watch.end()
    var size = 0
    do {
      size = try await check()
    } catch {
      counters.add("the check at the end: \(error)")
    }
    if counters.problems.isEmpty { place.remove(place.folder) }
    return Results(
      samples: samples,
      latencies: latencies.all,
      stretch: plan.stretch,
      counts: counters.counts,
      copySize: size,
      problems: counters.problems
    )
  }

  private func start(_ workers: Workers) -> [Task<Void, any Error>] {
    var tasks = (0..<plan.submitters).map { number in
      Task { try await workers.submit(number) }
    }
    tasks.append(Task { try await workers.submitBatches() })
    tasks.append(Task { try await workers.read() })
    tasks.append(Task { try await workers.readThePast() })
    tasks.append(Task { try await workers.consume() })
    tasks.append(Task { try await workers.raiseAlarms() })
    tasks.append(Task { try await workers.erase() })
    tasks.append(Task { try await workers.sign() })
    tasks.append(Task { try await workers.reopen() })
    tasks.append(Task { try await workers.backUp() })
    tasks.append(Task { try await workers.probe() })
    return tasks
  }

  private func end(_ task: Task<Void, any Error>) async {
    switch await task.result {
    case .success: break
    case .failure(let error):
      if error is CancellationError || error as? LedgerError == .cancelled { return }
      counters.add("a task ended: \(error)")
    }
  }

  // MARK: Looking

  private func look(at host: Host, _ watch: Watch) async throws -> [Sample] {
    var samples: [Sample] = []
    var lastLine = 0.0
    while latencies.elapsed < plan.seconds {
      try await Task.sleep(for: .seconds(plan.secondsBetweenSamples))
      if plan.leaks.contains(.descriptors) { unsafe _ = open("/dev/null", O_RDONLY) }
      let (events, tickets, open) = try await host.current().read { view in
        (view.eventCount, view.ticketCount, view[Queues.self].openCount)
      }
      let sample = Sample(
        second: latencies.elapsed,
        events: Double(events),
        tickets: Double(tickets),
        open: Double(open),
        outside: try watch.look(keeping: keeps(samples.count))
      )
      samples.append(sample)
      if !counters.problems.isEmpty { break }
      guard sample.second > lastLine + plan.secondsBetweenLines else { continue }
      lastLine = sample.second
      SoakProgram.say(
        "\(Int(sample.second)) s: \(events) events, \(sample.outside.memory >> 20) MiB of memory, "
          + "\(sample.outside.fileSize >> 20) MiB of file, \(sample.outside.descriptors) descriptors"
      )
    }
    return samples
  }

  /// Whether a state of the log is to be kept for ever at a sample, as a defect does.
  private func keeps(_ sample: Int) -> Bool {
    plan.leaks.contains(.snapshot) && sample == 5
      || plan.leaks.contains(.readers) && sample.isMultiple(of: 4)
  }

  // MARK: Checking

  /// Verifies the ledger and its last copy, replays it, and takes a compact copy.
  ///
  /// - Returns: The bytes of that copy.
  private func check() async throws -> Int {
    let path = place.folder + "/copy.ledger"
    for (ledger, name) in [(place.ledger, "the ledger"), (path, "the copy")] {
      guard FileManager.default.fileExists(atPath: ledger) else { continue }
      let report = try await place.verify(ledger, opensKeys: ledger == place.ledger)
      if !report.problems.isEmpty {
        counters.add("\(name): \(report.problems.prefix(3).map(\.description))")
      }
    }
    let ledger = try await place.open()
    if try await ledger.replay().digests() != ledger.read({ $0.digests() }) {
      counters.add("a replay differs from the live view")
    }
    place.remove(path)
    try await ledger.backUp(to: path)
    await ledger.close()
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/data.mdb")
    return (attributes[.size] as? Int) ?? 0
  }
}
