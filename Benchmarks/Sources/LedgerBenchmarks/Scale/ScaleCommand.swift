import ArgumentParser
import Foundation

/// Measures a ledger as it grows.
struct ScaleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Measure a ledger as it grows to 100 million events."
  )

  @Option(help: "The numbers of events to measure at, in millions.", transform: ScaleCommand.sizes)
  var sizes = [1.0, 10, 100]

  @Option(help: "How often what is read is measured at each size; the median counts.")
  var runs = 3

  @Option(help: "Where the ledger is made and removed: a folder on the disk to measure.")
  var folder = Places.ledgers

  @Option(help: "The file of results; the plots are written beside it.")
  var output = Places.results + "/scale.json"

  func validate() throws {
    guard 1...1_000 ~= runs else { throw ValidationError("there are from 1 to 1,000 runs") }
  }

  func run() async throws {
    let bench = try Workbench(folder: folder, events: 0, runs: runs, only: [])
    defer { bench.clear() }
    let counts = sizes.map { Int($0 * 1_000_000) }
    try requireRoom(for: counts.max() ?? 0, in: bench.folder)
    let machine = try Machine.current(syncingIn: bench.folder)
    var growth = GrowingLedger(in: bench.folder, events: counts.max() ?? 0)
    var measurements: [ScaleMeasurement] = []
    for count in counts {
      let measurement = try await growth.measure(at: count, runs: runs)
      Progress.note(measurement.line)
      measurements.append(measurement)
    }
    let results = ScaleResults(machine: machine, sizes: measurements)
    print(results.table)
    try ResultFile.write(results, to: output)
    try results.writePlots(besides: output)
    Progress.note("wrote \(output)")
  }

  /// Refuses where the disk would be full before the largest size is reached.
  private func requireRoom(for events: Int, in folder: String) throws {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? .max
    let needed = Int64(events) * GrowingLedger.roomPerEvent
    guard free >= needed else {
      throw ValidationError(
        "\(folder) has \(free >> 30) GiB free, and \(events) events may take \(needed >> 30) GiB"
      )
    }
  }

  /// Reads sizes such as `1,10,100`, in rising order.
  private static func sizes(_ text: String) throws -> [Double] {
    let sizes = text.split(separator: ",").compactMap { Double($0) }
    guard !sizes.isEmpty, sizes == sizes.sorted(), sizes.allSatisfy({ 0.02...1_000 ~= $0 }),
      sizes.count == text.split(separator: ",").count
    else {
      throw ValidationError("sizes are rising numbers of millions, from 0.02 to 1000: 1,10,100")
    }
    return sizes
  }
}
