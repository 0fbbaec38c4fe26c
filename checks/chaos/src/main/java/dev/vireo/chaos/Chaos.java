package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Provokes faults and says what became of the runs: the program of {@code checks/chaos/check.sh}.
 */
public final class Chaos {

  private static final List<Fault> FAULTS =
      List.of(
          new ExecutorKilled(),
          new DriverKilled(),
          new Stopped(),
          new TwoDrivers(),
          new FilesDamaged(),
          new FullDisk(),
          new RewardThrows(),
          new TorchKilled("replicated"),
          new TorchKilled("full"),
          new TorchHangs());

  private static final String BEGIN = "<!-- check.sh writes from here -->";
  private static final String END = "<!-- to here -->";

  private Chaos() {}

  /**
   * Arguments: the checkout, the seed, the report to write the table into ({@code -} for none), and
   * names of faults; all where there is none.
   */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    String report = arguments[2];
    List<String> asked = List.of(arguments).subList(3, arguments.length);
    List<String> known = FAULTS.stream().map(Fault::name).toList();
    for (String name : asked) {
      if (!known.contains(name)) {
        System.err.println("chaos: there is no " + name + "; there are: " + known);
        System.exit(2);
      }
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Chaos::endAll));
    Path work = Files.createTempDirectory("vireo-chaos-");
    Workshop workshop = Workshop.open(root, work, seed, System.getProperty("java.class.path"));
    int failed = 0;
    Map<String, String> table = new HashMap<>();
    for (Fault fault : FAULTS) {
      if (asked.isEmpty() || asked.contains(fault.name())) {
        failed += provoke(fault, workshop.of(fault), table);
      }
    }
    if (failed == 0) {
      if (!report.equals("-")) {
        write(Path.of(report), table);
      }
      RunFiles.delete(work);
    } else {
      System.err.println("chaos: what there is lies in " + work);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  /**
   * Puts the table between the report's two marks. A fault that was not provoked keeps its row.
   *
   * @param table rows by the fault's name
   */
  private static void write(Path report, Map<String, String> table) throws IOException {
    List<String> lines = Files.readAllLines(report);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    List<String> before = lines.subList(begin + 1, end);
    List<String> written = new ArrayList<>(lines.subList(0, begin + 1));
    written.addAll(List.of("| fault | result | command |", "|---|---|---|"));
    for (Fault fault : FAULTS) {
      if (table.containsKey(fault.name())) {
        written.add(table.get(fault.name()));
      } else {
        before.stream().filter(row -> row.endsWith(command(fault))).forEach(written::add);
      }
    }
    written.addAll(lines.subList(end, lines.size()));
    Files.write(report, written);
  }

  /** How a fault's row ends. */
  private static String command(Fault fault) {
    return "| `checks/chaos/check.sh %s` |".formatted(fault.name());
  }

  private static int provoke(Fault fault, Workshop workshop, Map<String, String> table)
      throws IOException {
    try {
      String held = fault.provoke(workshop);
      System.out.printf(Locale.ROOT, "passed  %-20s %s: %s%n", fault.name(), fault.what(), held);
      table.put(fault.name(), "| %s | %s %s".formatted(fault.what(), held, command(fault)));
      RunFiles.delete(workshop.folder());
      return 0;
    } catch (NotHere e) {
      table.put(
          fault.name(),
          "| %s | not run: %s %s".formatted(fault.what(), e.getMessage(), command(fault)));
      System.out.printf(
          Locale.ROOT, "not run %-20s %s: %s%n", fault.name(), fault.what(), e.getMessage());
      return 0;
    } catch (Exception e) {
      String why = e instanceof Unmet ? e.getMessage() : e.toString();
      System.out.printf(Locale.ROOT, "FAILED  %-20s %s: %s%n", fault.name(), fault.what(), why);
      return 1;
    }
  }

  /** Ends what is still running, where this program is stopped. */
  private static void endAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
