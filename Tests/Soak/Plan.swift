/// What a run does, how much of it, and for how long.
struct Plan: Sendable {
  let seconds: Double
  let seed: UInt64
  /// Where the ledger and the results lie.
  let folder: String
  /// The defects it is to have.
  let leaks: Set<Leak>

  init(seconds: Double, seed: UInt64, folder: String, leaks: Set<Leak> = []) {
    self.seconds = seconds
    self.seed = seed
    self.folder = folder
    self.leaks = leaks
  }

  /// Tasks that submit one command after the other, and how many each submits a second.
  let submitters = 4
  let submissionsPerSecond = 20.0
  /// One task that submits commands together, and how many at a time.
  let batchSize = 20
  let batchesPerSecond = 2.0
  /// The tickets that a task works on at once; one that is closed gives way to a new one.
  let liveTicketsPerTask = 60
  /// The persons who ask, at any time.
  let requesters = 200

  /// How often each of the others acts.
  let readsPerSecond = 20.0
  let probesPerSecond = 4.0
  var secondsBetweenPastQuestions: Double { slow(4) }
  var secondsBetweenErasures: Double { slow(5) }
  var secondsBetweenSignatures: Double { slow(10) }
  var secondsBetweenReopenings: Double { slow(20) }
  var secondsBetweenBackups: Double { slow(30) }
  var secondsBetweenSamples: Double { min(5, seconds / 60) }
  var secondsBetweenLines: Double { max(60, seconds / 10) }

  /// The length of the stretches that latencies are summed up over: minutes, of a long run.
  var stretch: Double { min(60, seconds / 9) }

  /// Whether a run is long enough for its latencies to be judged.
  var isLong: Bool { seconds >= 540 }

  /// What the defect of memory keeps for each command: enough to be seen in the time there is.
  var leakedBytes: Int { seconds < 20 ? 262_144 : 16_384 }

  /// What is rare in a long run happens some times in a short one too.
  private func slow(_ interval: Double) -> Double { min(interval, seconds * interval / 120) }
}

/// What a run with a defect keeps that it should give back.
enum Leak: String, CaseIterable, Sendable {
  /// A state of the log that somebody reads and never lets go.
  case snapshot
  /// More and more of them.
  case readers
  /// Files that nobody closes.
  case descriptors
  /// Something for each command.
  case memory

  var title: String {
    switch self {
    case .snapshot: "keeps one old state of the log"
    case .readers: "keeps a slot of a reader now and then"
    case .descriptors: "leaves a file open now and then"
    case .memory: "keeps memory for each command"
    }
  }

  /// The figure that has to show it.
  var figure: Figure {
    switch self {
    case .snapshot: .file
    case .readers: .readers
    case .descriptors: .descriptors
    case .memory: .memory
    }
  }
}
