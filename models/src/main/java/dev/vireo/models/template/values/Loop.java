package dev.vireo.models.template.values;

import java.util.List;
import java.util.Optional;

/** The variable {@code loop}: the state of a for loop. */
public final class Loop implements Value {
  private final List<Value> items;
  private int index;
  private Optional<Value> watched = Optional.empty();

  public Loop(List<Value> items) {
    this.items = items;
  }

  /** Moves to an item, by its index from 0. */
  public void at(int newIndex) {
    index = newIndex;
  }

  @Override
  public String type() {
    return "LoopContext";
  }

  @Override
  public boolean truth() {
    return !items.isEmpty();
  }

  @Override
  public long length() {
    return items.size();
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "index" -> new Int(index + 1);
          case "index0" -> new Int(index);
          case "revindex" -> new Int(items.size() - index);
          case "revindex0" -> new Int(items.size() - index - 1);
          case "first" -> Bool.of(index == 0);
          case "last" -> Bool.of(index == items.size() - 1);
          case "length" -> new Int(items.size());
          case "depth" -> new Int(1);
          case "depth0" -> new Int(0);
          case "previtem" ->
              index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
          case "nextitem" ->
              index + 1 < items.size()
                  ? items.get(index + 1)
                  : new Undefined("there is no next item");
          case "cycle" -> new Function(name, this::cycle);
          case "changed" -> new Function(name, this::changed);
          default -> null;
        });
  }

  private Value cycle(Arguments given, Meter meter) {
    given.positionalOnly("loop.cycle");
    if (given.positional().isEmpty()) {
      throw TemplateFault.wrong("no items for cycling given");
    }
    return given.positional().get(index % given.positional().size());
  }

  private Value changed(Arguments given, Meter meter) {
    given.positionalOnly("loop.changed");
    Value now = new TupleValue(given.positional());
    boolean changed = watched.isEmpty() || !Comparison.equal(watched.get(), now, meter);
    watched = Optional.of(now);
    return Bool.of(changed);
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("<LoopContext " + (index + 1) + "/" + items.size() + ">");
  }
}
