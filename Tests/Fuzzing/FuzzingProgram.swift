import Foundation
import StudySupport

#if FUZZING
import CFuzzer
#endif

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Gives hostile bytes to whatever reads bytes.
///
/// ```
/// Fuzzing targets                        the names of the targets
/// Fuzzing check TARGET SEED COUNT CORPUS each input of a corpus, then so many made of them from a seed
/// Fuzzing try TARGET FILE...             inputs, one by one: how a finding is seen again
/// Fuzzing file FILE                      the changed log that an input of `pages` stands for
/// Fuzzing seeds FOLDER                   writes the first inputs of each target
/// Fuzzing fuzz TARGET ...                libFuzzer, with its own arguments; in a build for it
/// ```
/// The process has at most ``memoryLimitInBytes`` of memory of its own: what asks for more traps.
@main enum FuzzingProgram {
  /// The bound of memory: all that is the process's own, touched or not, the fuzzer's share included.
  static let memoryLimitInBytes = 512 << 20
  /// The bound of time for one input, in seconds.
  static let timeLimitInSeconds: UInt32 = 10

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    limitMemory()
    defer { Scratch.removeAll() }
    switch (arguments.first, arguments.count) {
    case ("targets", 1):
      for target in FuzzTarget.all { print(target.name, target.isPlanted ? "planted" : "") }
    case ("check", 5): check(arguments)
    case ("try", 3...): tryOut(target(arguments[1]), arguments[2...])
    case ("file", 2):
      FileHandle.standardOutput.write(Data(PagesTarget.file(of: read(arguments[1]))))
    case ("seeds", 2): Seeds.write(to: arguments[1])
    case ("fuzz", 2...): fuzz(target(arguments[1]), Array(arguments.dropFirst(2)))
    default:
      print(
        "usage: Fuzzing targets | check TARGET SEED COUNT CORPUS | try TARGET FILE... | file FILE"
      )
      exit(2)
    }
  }

  /// Bounds what the process may ask for, `setrlimit` with `RLIMIT_DATA`; Linux alone counts it all.
  private static func limitMemory() {
    #if os(Linux)
    // Sanitizers reserve terabytes that they never use.
    guard ThisProgram.canBeWatched else { return }
    var limit = rlimit(rlim_cur: rlim_t(memoryLimitInBytes), rlim_max: rlim_t(memoryLimitInBytes))
    guard unsafe setrlimit(__rlimit_resource_t(UInt32(RLIMIT_DATA.rawValue)), &limit) == 0 else {
      fatalError("memory cannot be bounded")
    }
    #endif
  }

  private static func target(_ name: String) -> FuzzTarget {
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      print("there is no target \(name)")
      exit(2)
    }
    return target
  }

  private static func read(_ path: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      print("\(path) cannot be read")
      exit(2)
    }
    return Array(data)
  }

  private static func tryOut(_ target: FuzzTarget, _ paths: ArraySlice<String>) {
    for path in paths {
      let bytes = read(path)
      alarm(timeLimitInSeconds)
      target.run(bytes)
      print("\(path): answered, or refused")
    }
  }

  // MARK: A short study

  private static func check(_ arguments: [String]) {
    let target = target(arguments[1])
    guard let seed = UInt64(arguments[2]), let count = Int(arguments[3]) else { exit(2) }
    let folder = "\(arguments[4])/\(target.name)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let corpus = names.filter { !$0.hasPrefix(".") }.sorted().map { read("\(folder)/\($0)") }
    guard !corpus.isEmpty else {
      print("\(folder) has no inputs")
      exit(2)
    }
    // Kept until it is answered: what a crash leaves is the input that made it.
    let kept = "\(Scratch.folder)-\(target.name)"
    for (place, bytes) in corpus.enumerated() {
      run(target, bytes, "input \(place)", keptAt: kept)
    }
    var mutator = Mutator(seed: seed, corpus: corpus, limit: target.maximumSizeInBytes)
    for step in 0..<count {
      run(target, mutator.next(), "seed \(seed), step \(step)", keptAt: kept)
    }
    try? FileManager.default.removeItem(atPath: kept)
    print("\(target.name): \(corpus.count) inputs, \(count) made of them: answered or refused")
  }

  private static func run(
    _ target: FuzzTarget,
    _ bytes: [UInt8],
    _ what: String,
    keptAt kept: String
  ) {
    _ = FileManager.default.createFile(atPath: kept, contents: Data(bytes))
    alarm(timeLimitInSeconds * 6)
    target.run(bytes)
    alarm(0)
  }

  // MARK: libFuzzer

  #if FUZZING
  /// What the driver's callback runs; set once, before the driver is.
  nonisolated(unsafe) private static var fuzzed: FuzzTarget?

  private static func fuzz(_ target: FuzzTarget, _ arguments: [String]) {
    unsafe fuzzed = target
    let given = ["Fuzzing", "-max_len=\(target.maximumSizeInBytes)"] + arguments
    var count = Int32(given.count)
    var words = unsafe given.map { unsafe strdup($0) } + [nil]
    let status = unsafe words.withUnsafeMutableBufferPointer { buffer -> Int32 in
      var first = buffer.baseAddress
      return unsafe LLVMFuzzerRunDriver(&count, &first) { data, size in
        let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
        unsafe FuzzingProgram.fuzzed?.run(bytes)
        return 0
      }
    }
    Scratch.removeAll()
    exit(status)
  }
  #else
  private static func fuzz(_ target: FuzzTarget, _ arguments: [String]) {
    print("this build has no libFuzzer; make fuzz makes one that has")
    exit(2)
  }
  #endif
}
