package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Provokes faults and says what became of the runs: the program of {@code chaos/check.sh}. */
public final class Chaos {

  private static final List<Fault> FAULTS = List.of(new ExecutorKilled(), new DriverKilled());

  private Chaos() {}

  /** Arguments: the checkout, the seed, and names of faults; all where there is none. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    List<String> asked = List.of(arguments).subList(2, arguments.length);
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
    List<String> table = new ArrayList<>();
    for (Fault fault : FAULTS) {
      if (asked.isEmpty() || asked.contains(fault.name())) {
        failed += provoke(fault, workshop.of(fault), table);
      }
    }
    if (failed == 0) {
      RunFiles.delete(work);
    } else {
      System.err.println("chaos: what there is lies in " + work);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static int provoke(Fault fault, Workshop workshop, List<String> table)
      throws IOException {
    try {
      String held = fault.provoke(workshop);
      System.out.printf(Locale.ROOT, "passed  %-20s %s: %s%n", fault.name(), fault.what(), held);
      table.add("| %s | %s |".formatted(fault.what(), held));
      RunFiles.delete(workshop.folder());
      return 0;
    } catch (NotHere e) {
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
