package io.vouchpost.admin;

import java.util.List;

/** How the gateway is, in words: a sentence for each trouble, and none where all is well. Asked on an event loop. */
public interface Condition {

    /** What only a new start of the process can end. */
    List<String> ailments();

    /** Why no work should be given to it now. */
    List<String> obstacles();
}
