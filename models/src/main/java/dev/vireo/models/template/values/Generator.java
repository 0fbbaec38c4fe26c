package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The result of filters such as {@code map}: Python can iterate over it once, and do nothing else.
 * Elements are computed on request, so that those not requested cannot fail.
 */
public final class Generator implements Value {
  private final Iterator<Value> values;
  private boolean taken;

  public Generator(Iterator<Value> values) {
    this.values = values;
  }

  @Override
  public String type() {
    return "generator";
  }

  @Override
  public boolean truth() {
    throw needsList("the truth of a generator");
  }

  @Override
  public List<Value> iterate(Meter meter) {
    List<Value> list = new ArrayList<>();
    iterator(meter).forEachRemaining(list::add);
    meter.list(list.size());
    return list;
  }

  @Override
  public Iterator<Value> iterator(Meter meter) {
    if (taken) {
      throw needsList("walking over a generator twice");
    }
    taken = true;
    return values;
  }

  @Override
  public Optional<Value> attribute(String name) {
    throw needsList("an attribute of a generator");
  }

  @Override
  public Optional<Value> item(Value key) {
    throw needsList("an element of a generator");
  }

  @Override
  public boolean lazy() {
    return true;
  }

  @Override
  public void repr(TextBuilder out) {
    throw needsList("printing a generator");
  }

  private static TemplateFault needsList(String use) {
    return TemplateFault.unsupported(use + " (put |list behind it)");
  }
}
