package io.vouchpost.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first reading: what has to be done to which entity, as that stands in front of the octets which make it necessary. */
final class Survey implements Parts.Visitor {

    /** What was found. */
    sealed interface Finding {

        record SevenBitAlready() implements Finding {}

        /**
         * @param treatments one for each entity, in the order of their header sections
         */
        record Plan(List<Treatment> treatments) implements Finding {
            public Plan {
                treatments = List.copyOf(treatments);
            }
        }

        record Obstacle(String reason) implements Finding {}
    }

    private final Parts parts = new Parts(this);
    private final List<Treatment> treatments = new ArrayList<>();
    private Optional<String> obstacle = Optional.empty();
    private Optional<String> doubt = Optional.empty();
    private Kind body = new Kind.Opaque("");
    private boolean eightBit;
    private boolean seen; // 8-bit octets in the body that we are in

    /** The next octets of the message. */
    void take(byte[] octets) {
        parts.take(octets);
    }

    /** Called when all octets were given. */
    Finding finish() {
        parts.finish();
        if (!eightBit) {
            return new Finding.SevenBitAlready();
        }
        return obstacle.or(() -> doubt)
                .<Finding>map(Finding.Obstacle::new)
                .orElseGet(() -> new Finding.Plan(treatments));
    }

    @Override
    public void header(int ordinal, Entity entity) {
        treatments.add(Treatment.KEEP);
        body = entity.kind();
        seen = false;
        if (entity.hasEightBitHeader()) {
            eightBit = true;
            refuse("a header section in it has 8-bit characters, which takes SMTPUTF8");
        }
    }

    @Override
    public void body(Line line) {
        if (seen || !line.hasEightBit()) {
            return;
        }
        seen = true;
        eightBit = true;
        if (body instanceof Kind.Opaque opaque) {
            refuse(opaque.reason());
        } else if (body instanceof Kind.Leaf leaf) {
            treatments.set(treatments.size() - 1, leaf.treatment());
        }
        for (Container container : parts.enclosing()) {
            if (container.entity().labelledEightBit()) {
                treatments.set(container.ordinal(), Treatment.RELABEL);
            }
        }
    }

    /** A part that goes on with its header section, or an epilogue. */
    @Override
    public void delimiter(Line line) {
        body = new Kind.Message();
        seen = false;
    }

    @Override
    public void doubt(String reason) {
        doubt = doubt.or(() -> Optional.of(reason));
    }

    private void refuse(String reason) {
        obstacle = obstacle.or(() -> Optional.of(reason));
    }
}
