/// What was seen at one moment.
struct Sample: Sendable {
  /// What is seen from outside; one line of numbers between two processes.
  struct Outside: Sendable {
    /// Memory of the process's own, resident, in bytes.
    var memory: Int
    var descriptors: Int
    var threads: Int
    /// Slots of readers that are taken.
    var readers: Int
    /// Slots that were ever taken at once.
    var readerSlots: Int
    /// Bytes of the file up to its last page.
    var fileSize: Int
    var freePages: Int

    private var numbers: [Int] {
      [memory, descriptors, threads, readers, readerSlots, fileSize, freePages]
    }

    var line: String { numbers.map { "\($0)" }.joined(separator: " ") }

    init(
      memory: Int,
      descriptors: Int,
      threads: Int,
      readers: Int,
      readerSlots: Int,
      fileSize: Int,
      freePages: Int
    ) {
      self.memory = memory
      self.descriptors = descriptors
      self.threads = threads
      self.readers = readers
      self.readerSlots = readerSlots
      self.fileSize = fileSize
      self.freePages = freePages
    }

    init?(line: String) {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 7 else { return nil }
      self.init(
        memory: numbers[0],
        descriptors: numbers[1],
        threads: numbers[2],
        readers: numbers[3],
        readerSlots: numbers[4],
        fileSize: numbers[5],
        freePages: numbers[6]
      )
    }
  }

  /// Seconds since the work began.
  var second: Double
  var events: Double
  /// Tickets ever opened.
  var tickets: Double
  /// Tickets that are open now.
  var open: Double
  var outside: Outside

  static let title =
    "second,events,tickets,open,memory,descriptors,threads,readers,reader slots,file,free pages"

  var csv: String {
    let numbers = outside.line.replacing(" ", with: ",")
    return "\((second * 10).rounded() / 10),\(Int(events)),\(Int(tickets)),\(Int(open)),\(numbers)"
  }
}
